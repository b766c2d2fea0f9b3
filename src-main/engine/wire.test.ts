import { expect, onTestFinished, test } from 'vitest'
import type { Outcome, ProviderCall } from '#shared/outcome'
import type { TaskId } from '#shared/task'
import type { WireAnswer } from '#shared/wire'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createEngine } from './engine'
import { manualClock } from './manual-clock'

const failure = { code: 'bad_request' as const, status: 400, providerCode: null, message: 'no', requestId: null }
const result = {
  ...{ kind: 'text' as const, text: 'ok', cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
  usage: { tokensIn: 1, tokensOut: 1 },
}
const wire: WireAnswer = { status: 400, headers: [['x-request-id', 'r1']], body: '{"error":"no"}', cut: false }

/** Runs one task to its end, whose call tells this of the wire. */
async function run(outcome: Outcome, told: WireAnswer | null) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const call = async ({ onWire }: ProviderCall) => {
    if (told) onWire?.(told)
    return outcome
  }
  const providers = { adapter: async () => ({ call }) }
  const engine = createEngine({ store, providers, clock: manualClock(), random: () => 0.5, bootId: 'boot' })
  onTestFinished(() => engine.stop(0))
  await engine.start()
  const batchId = await store.newBatch(aBatch())
  const ended = new Promise<void>((resolve) => {
    store.onNews(() => {
      const state = store.task(1 as TaskId)?.state.kind
      if (state === 'dead' || state === 'succeeded') resolve()
    })
  })
  await engine.enqueue(batchId, [aTask()])
  await ended
  return store.wires.get(1 as TaskId, 1)
}

test('what a call told of the wire lies with its attempt', async () => {
  expect(await run({ kind: 'permanent', failure }, wire)).toEqual(wire)
})

test('a call that tells nothing writes nothing', async () => {
  expect(await run({ kind: 'succeeded', result }, null)).toBeNull()
})
