import { randomUUID } from 'node:crypto'
import { createEngine } from '#engine/engine'
import type { Clock, EngineStore, NewTask } from '#engine/ports'
import { systemClock } from '#engine/system-clock'
import { type Counts, settled, total } from '#shared/batch'
import { type LanePolicy, laneDefaults } from '#shared/lane'
import type { Outcome, ProviderAdapter } from '#shared/outcome'
import { chat } from '#shared/request'
import { sumCounts } from '#store/counts'
import { openStore, type Store } from '#store/store'

export const model = 'practice-mini'
export const providerId = 'practice'
/** Bytes of a prompt. */
const promptBytes = 1024
const filler = 'Summarise the following paragraph in one sentence. '.repeat(30)

/** A prompt of 1 KiB, each of them another. */
export const promptOf = (index: number) => `Prompt ${index}: ${filler}`.slice(0, promptBytes)

export const newTask = (index: number): NewTask => ({
  ...{ request: chat(promptOf(index)), lane: 'fast', providerId, model },
  ...{ customId: null, file: null, line: null },
})
export const newTasks = (count: number, from = 0): NewTask[] =>
  Array.from({ length: count }, (_, index) => newTask(from + index))

/** The store of a data folder, made where there is none. */
export function open(dataDir: string): Store {
  const store = openStore(dataDir)
  store.providers.ensurePractice(0)
  return store
}

export const newBatch = (store: Store, name = 'bench') =>
  store.newBatch({ name, kind: 'import', state: 'open', fingerprint: null, createdAt: Date.now() })

const answer: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'Done.', cutOff: false, finishReason: 'stop', model, requestId: null },
    usage: { tokensIn: 200, tokensOut: 2 },
  },
}
/** Answers at once. */
export const atOnce: ProviderAdapter['call'] = async () => answer
/** Fails at once of what another try may mend, without a word about the provider as a whole. */
export const refused: ProviderAdapter['call'] = async () => ({
  ...{ kind: 'transient', outage: false, retryAfterMs: null },
  failure: { code: 'server_error', status: 500, providerCode: null, message: 'Internal error', requestId: null },
})
/** Answers after `ms`, with its headers just before, as a server does that does not stream. */
export const after =
  (ms: number): ProviderAdapter['call'] =>
  ({ onFirstByte }) =>
    new Promise((done) =>
      setTimeout(() => {
        onFirstByte()
        done(answer)
      }, ms),
    )

/** Never answers, also when it is aborted. */
export const neverAnswers: ProviderAdapter['call'] = () => new Promise(() => {})

type EngineOptions = { concurrency?: number; policy?: Partial<LanePolicy>; paused?: boolean; clock?: Clock }
/** An engine on that store, with one provider function and that many calls at once on the lane Fast; not started. */
export async function engineOn(
  store: Store,
  call: ProviderAdapter['call'],
  { concurrency = 5, policy = {}, paused = false, clock = systemClock }: EngineOptions = {},
) {
  const engineStore: EngineStore = store
  const engine = createEngine({
    store: engineStore,
    providers: { adapter: async () => ({ call }) },
    clock,
    random: Math.random,
    bootId: randomUUID(),
  })
  await engine.setLane('fast', { policy: { ...laneDefaults.fast, ...policy, concurrency }, paused })
  return engine
}

/** A provider function that says when it was called for the nth time. */
export function counted(call: ProviderAdapter['call'], expected: number) {
  let calls = 0
  return {
    call: ((request) => {
      calls++
      return call(request)
    }) satisfies ProviderAdapter['call'],
    allCalled: () => calls >= expected,
  }
}

/** Resolves once every task is at its end on disk.
 *  @param allCalled asked after each commit; the counters are read only when it says yes, so that the look costs nothing */
export const drained = (store: Store, allCalled: () => boolean): Promise<void> =>
  reached(store, (counts) => settled(counts) === total(counts), allCalled)

/** Resolves once the counters on disk are as asked, which is looked at after each commit. */
export function reached(
  store: Store,
  asked: (counts: Counts) => boolean,
  worthALook: () => boolean = () => true,
): Promise<void> {
  return new Promise((done) => {
    const off = store.onNews(() => {
      if (!worthALook() || !asked(sumCounts(store.counts.all()))) return
      off()
      done()
    })
  })
}
