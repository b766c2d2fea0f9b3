import { onTestFinished } from 'vitest'
import { causeOf } from '#shared/cause'
import type { Outcome, ProviderCall } from '#shared/outcome'
import { promptOf } from '#shared/request'
import type { Failure, TaskId, TaskView } from '#shared/task'
// biome-ignore lint/style/noRestrictedImports: tests of what dead letters do drive the engine on the real store; this module knows it for them
import { aBatch, aTask, type Store, tempStore } from '#store/temp-store'
import { createEngine } from '../engine'
import { manualClock } from '../manual-clock'
import { createTriage } from '../triage'
import { createReleases } from './releases'
import { createRules } from './rules'

export const aFailure = (changes: Partial<Failure> = {}): Failure => ({
  ...{ code: 'content_policy', status: 400, providerCode: 'refused', message: 'It was refused.', requestId: null },
  ...changes,
})
/** The group of a letter that died of `aFailure`. */
export const aCause = causeOf(aFailure(), { providerId: 'practice', model: 'practice-mini' })
export const succeeded: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'ok', cutOff: false, finishReason: 'stop', model: 'practice-mini', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  },
}
export const permanent = (failure = aFailure()): Outcome => ({ kind: 'permanent', failure })

/** What a call comes to: at once, unless `hold` says that the test answers it. */
type Answers = (call: ProviderCall) => Outcome

/**
 * For tests: a real store, a real engine on a clock moved by hand, and what goes on with dead letters by itself. It may be closed and opened
 * again as a restart does, at any moment.
 */
export async function tempLetters({ concurrency = 5 }: { concurrency?: number } = {}) {
  const temp = tempStore()
  const clock = manualClock()
  /** Every call that went out, by its prompt and model. */
  const calls: { prompt: string; model: string; at: number }[] = []
  const held = new Map<string, (outcome: Outcome) => void>()
  const told: { rule: string; letters: number }[] = []
  let answers: Answers = () => permanent()
  let holds = (_prompt: string): boolean => false
  let boot = 0
  let stopping = false
  let parts = await open(temp.store)
  onTestFinished(async () => {
    await stop()
    temp.remove()
  })

  async function open(store: Store) {
    const call = (asked: ProviderCall) => {
      const prompt = promptOf(asked.request)
      calls.push({ prompt, model: asked.model, at: clock.now() })
      if (!holds(prompt)) return Promise.resolve(answers(asked))
      return new Promise<Outcome>((resolve) => {
        held.set(prompt, resolve)
        asked.signal.addEventListener('abort', () => {
          held.delete(prompt)
          resolve({ kind: asked.signal.reason === 'cancelled' ? 'cancelled' : 'lost' })
        })
      })
    }
    const shared = { store: { ...store, list: store.views.list }, now: clock.now, wake: () => engine.wake() }
    const releases = createReleases(shared)
    const rules = createRules({
      ...{ ...shared, hasProvider: (id) => store.providers.get(id) !== undefined },
      onNotify: (rule, letters) => void told.push({ rule, letters }),
    })
    boot++
    const engine = createEngine({
      ...{ store, providers: { adapter: async () => ({ call }) }, clock, random: () => 0.5, bootId: `boot ${boot}` },
      due: [releases.due, rules.due],
    })
    await releases.begin()
    const { fast } = store.loadLanes()
    await engine.setLane('fast', { ...fast, policy: { ...fast.policy, concurrency } })
    await engine.start()
    const triage = createTriage({
      ...{ store: { ...store, list: store.views.list }, now: clock.now, wake: engine.wake },
      ...{ cancelRunning: (task) => engine.cancelRunning(task), hold: engine.hold },
    })
    return { store, engine, releases, rules, triage }
  }

  /** Its calls are aborted at once, and their tasks queued again. */
  async function stop() {
    stopping = true
    const stopped = parts.engine.stop(0)
    await quiet()
    await stopped
    stopping = false
  }

  /** Waits for commits, and for what they set off, until nothing more happens. */
  async function quiet() {
    // While the one timer is not set the engine is amid what was due: a checkpoint may hold its commit up.
    const isAmid = (still: number) => clock.pending().length === 0 && !stopping && still < 100_000
    for (let still = 0, seen = ''; still < 8 || isAmid(still); ) {
      await new Promise((resolve) => setImmediate(resolve))
      if (!stopping) await parts.store.write(() => {}) // after those before it, which a checkpoint may hold up for many turns
      await clock.advance(0)
      const now = `${parts.store.events.lastSeq()} ${calls.length} ${held.size}`
      still = now === seen ? still + 1 : 0
      seen = now
    }
  }

  return {
    clock,
    calls,
    told,
    quiet,
    get store() {
      return parts.store
    },
    get engine() {
      return parts.engine
    },
    get releases() {
      return parts.releases
    },
    get rules() {
      return parts.rules
    },
    get triage() {
      return parts.triage
    },
    /** What every call from now on comes to. */
    answer(by: Answers) {
      answers = by
    },
    /** These calls wait until the test ends them. */
    hold(which: (prompt: string) => boolean) {
      holds = which
    },
    async end(prompt: string, outcome: Outcome) {
      const end = held.get(prompt)
      if (!end) throw new Error(`nobody asks ${prompt}`)
      held.delete(prompt)
      end(outcome)
      await quiet()
    },
    inFlight: () => [...held.keys()],
    async pass(ms: number) {
      const until = clock.now() + ms
      while (clock.now() < until) {
        await quiet()
        await clock.advance(Math.max(0, Math.min(until, ...clock.pending()) - clock.now()))
      }
      await quiet()
    },
    /** The process ends and another begins, with all that the store has. */
    async restart() {
      await stop()
      held.clear()
      const store = temp.reopen()
      parts = await open(store)
      await quiet()
    },
    task(id: TaskId): TaskView {
      const found = parts.store.task(id)
      if (!found) throw new Error(`there is no task ${id}`)
      return found
    },
    /** A batch of so many prompts, p1 and on, that have come to what `answer` says. */
    async batch(count: number, options: Parameters<Store['newBatch']>[0]['options'] = undefined, name = 'test') {
      const { store, engine } = parts
      const batchId = await store.newBatch({ ...aBatch(name), options })
      const ids = await engine.enqueue(
        batchId,
        Array.from({ length: count }, (_, n) => aTask(`p${n + 1}`)),
      )
      await quiet()
      return { batchId, ids }
    },
    states: (ids: readonly TaskId[]) => ids.map((id) => parts.store.task(id)?.state.kind),
  }
}
export type TempLetters = Awaited<ReturnType<typeof tempLetters>>
