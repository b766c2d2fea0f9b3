import { onTestFinished } from 'vitest'
import { createEngine } from '#engine/engine'
import { manualClock } from '#engine/manual-clock'
import { createTriage } from '#engine/triage'
import { type Command, commands, type Handlers, type Parsed, type Request, type Response } from '#shared/contract'
import type { Outcome, ProviderCall } from '#shared/outcome'
import { promptOf } from '#shared/request'
import type { TaskId } from '#shared/task'
import { tempStore } from '#store/temp-store'

const done: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'ok', cutOff: false, finishReason: 'stop', model: 'practice-mini', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  },
}

/** For tests of commands: a real store and a real engine, whose calls wait for the test to answer them. */
export async function tempDesk() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock()
  const calls = new Map<string, () => void>()
  const call = ({ request, signal }: ProviderCall) =>
    new Promise<Outcome>((resolve) => {
      const prompt = promptOf(request)
      const end = (outcome: Outcome) => {
        calls.delete(prompt)
        resolve(outcome)
      }
      calls.set(prompt, () => end(done))
      signal.addEventListener('abort', () => end({ kind: 'cancelled' }))
    })
  const providers = { adapter: async () => ({ call }) }
  const engine = createEngine({ store, providers, clock, random: () => 0.5, bootId: 'boot' })
  await engine.start()
  const triage = createTriage({
    store: { ...store, list: store.views.list },
    now: clock.now,
    cancelRunning: (task) => engine.cancelRunning(task),
    hold: (batchId) => engine.hold(batchId),
    wake: engine.wake,
  })
  /** Waits for commits, and for what they set off, until nothing more happens. */
  const quiet = async () => {
    for (let still = 0, seq = -1; still < 5; ) {
      await new Promise((resolve) => setImmediate(resolve))
      const now = store.events.lastSeq() + calls.size
      still = now === seq ? still + 1 : 0
      seq = now
    }
  }
  return {
    ...{ store, engine, triage, clock, now: clock.now, quiet },
    view(id: TaskId) {
      const task = store.task(id)
      if (!task) throw new Error(`there is no task ${id}`)
      return task
    },
    batch: (id: number) => store.batches.newest(1_000).find((each) => each.id === id),
    /** The prompts that are being answered now, in the order in which they were sent. */
    inFlight: () => [...calls.keys()],
    async answer(prompt: string) {
      const end = calls.get(prompt)
      if (!end) throw new Error(`nobody asks ${prompt}`)
      end()
      await quiet()
    },
    /** As a window asks: what goes in and what comes out fits the contract. */
    async ask<C extends Command>(handlers: Pick<Handlers, C>, command: C, request: Request<C>): Promise<Response<C>> {
      const { request: asked, response } = commands[command]
      const answer = await handlers[command](asked.parse(request) as Parsed<C>, 1)
      await quiet()
      return response.parse(answer) as Response<C>
    },
  }
}
