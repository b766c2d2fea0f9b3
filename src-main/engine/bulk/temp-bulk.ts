import type { LetterAction } from '#shared/bulk'
import type { Failure, TaskId, TaskView } from '#shared/task'
import type { ClaimedTask } from '#shared/work'
// biome-ignore lint/style/noRestrictedImports: tests of bulk actions drive them on the real store; this module knows it for them
import type { Store } from '#store/store'
// biome-ignore lint/style/noRestrictedImports: tests of bulk actions drive them on the real store; this module knows it for them
import { aBatch, aTask } from '#store/temp-store'
import { type Bulk, createBulk } from './bulk'

export const aFailure = (code: Failure['code'] = 'content_policy'): Failure => ({
  ...{ code, status: 400, providerCode: 'refused', message: `no, because of ${code}`, requestId: 'r1' },
})

/** For tests: bulk actions on a real store, with a clock that stands still unless it is moved. */
export function bulkOn(store: Store, more: Partial<Parameters<typeof createBulk>[0]> = {}) {
  const clock = { now: 1_000_000 }
  const told: string[] = []
  const bulk = createBulk({
    store: store.bulk,
    now: () => clock.now,
    wake: () => {},
    isStorageError: store.isStorageError,
    tell: ({ state }) => void told.push(state),
    tasks: (ids) => store.tasksAmong(ids, allStates),
    request: (id, revision) => store.payloads.get(id, revision).request,
    lastTo: store.bulk.lastTo,
    isLinked: store.bulk.isLinked,
    target: ({ providerId, model }) => {
      const provider = store.providers.get(providerId)
      const named = model ?? provider?.defaultModel
      return provider && named ? { providerId, model: named } : null
    },
    countTokens: async (texts) => ({ tokens: texts.join('').length }), // a character each
    ...more,
  })
  return { bulk, clock, told }
}
const allStates = [
  'waiting',
  'scheduled',
  'queued',
  'running',
  'backing_off',
  'succeeded',
  'dead',
  'cancelled',
] as const

export function view(store: Store, id: TaskId): TaskView {
  const task = store.task(id)
  if (!task) throw new Error(`task ${id} is gone`)
  return task
}

export async function letters(store: Store, count: number, prompt: (n: number) => string = (n) => `prompt ${n}`) {
  const batchId = await store.newBatch(aBatch())
  const rows = Array.from({ length: count }, (_, n) => aTask(prompt(n)))
  const ids = await store.enqueue(batchId, rows, 1)
  for (let dead = 0; dead < count; ) {
    const some = await claim(store, 500)
    await Promise.all(some.map((task) => die(store, task)))
    dead += some.length
  }
  return { batchId, ids }
}

export const claim = async (store: Store, limit: number, now = 2): Promise<readonly ClaimedTask[]> =>
  (
    await store.claim({
      ...{ lane: 'fast', limit: () => limit, now, as: () => 'sent' as const },
      ...{ admit: () => true, windowOpen: () => true },
    })
  ).tasks

const ended = { progress: 'done', wait: null, mayHaveBeenBilled: false, firstByteMs: null } as const
export const die = (store: Store, task: ClaimedTask, at = 3, failure = aFailure()) =>
  store.settle(
    {
      ...{ task, outcome: { kind: 'permanent', failure }, endedAt: at, ...ended },
      next: { retriesUsed: 2, state: { kind: 'dead', settledAt: at, failure } },
    },
    at,
  )
export const succeed = (store: Store, task: ClaimedTask, at = 3) =>
  store.settle(
    {
      ...{ task, endedAt: at, ...ended },
      outcome: {
        kind: 'succeeded',
        result: {
          ...{ kind: 'text', text: 'yes', cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
          usage: { tokensIn: 3, tokensOut: 4 },
        },
      },
      next: { retriesUsed: 0, state: { kind: 'succeeded', settledAt: at } },
    },
    at,
  )
export const backOff = (store: Store, task: ClaimedTask, at = 3) =>
  store.settle(
    {
      ...{ task, endedAt: at, ...ended },
      outcome: { kind: 'transient', failure: aFailure('server_error'), retryAfterMs: null, outage: false },
      next: { retriesUsed: 1, state: { kind: 'backing_off', runAt: at + 9_000_000 } },
    },
    at,
  )

/** Plans it for those tasks as they are now, and runs it. */
export async function act(bulk: Bulk, action: LetterAction, ids: readonly TaskId[]) {
  const { id } = await bulk.plan(action, { ids }, { tasks: ids.length })
  return bulk.run(id)
}
