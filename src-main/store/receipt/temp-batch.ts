import { join } from 'node:path'
import type { Outcome } from '#shared/outcome'
import type { BatchId, EpochMs, TaskId, TaskState } from '#shared/task'
import type { WireAnswer } from '#shared/wire'
import type { ClaimedTask } from '#shared/work'
import type { Store } from '../store'
import { aBatch, aTask, tempStore } from '../temp-store'

const failure = { status: 400, providerCode: null, message: 'no', requestId: null }

/** For tests: a store with a batch whose tasks can be brought to their ends by hand. */
export async function tempBatch() {
  const temp = tempStore()
  await temp.store.beginBoot('boot-1', 'machine-1', 0)
  const batchId = await temp.store.newBatch(aBatch('questions'))
  return {
    ...temp,
    get store(): Store {
      return temp.store
    },
    batchId,
    file: join(temp.dataDir, 'trilane.db'),
    enqueue: (prompts: readonly string[], to: BatchId = batchId): Promise<TaskId[]> =>
      temp.store.enqueue(
        to,
        prompts.map((prompt, index) => aTask(prompt, { customId: `c-${index + 1}` })),
        1,
      ),
    claim: (ids: readonly TaskId[], now: EpochMs = 2) => claim(temp.store, ids, now),
    /** Brings queued tasks to a good end, in this order. The answer of each is `answer` with its id. */
    succeed: (ids: readonly TaskId[], now: EpochMs = 3, answer = 'answer') =>
      succeedEach(
        temp.store,
        ids.map((id) => ({ id, at: now, text: `${answer} ${id}` })),
      ),
    succeedEach: (ends: readonly End[]) => succeedEach(temp.store, ends),
    async fail(ids: readonly TaskId[], now: EpochMs = 3, message = 'no') {
      for (const task of await claim(temp.store, ids, now)) await fail(temp.store, task, now, message)
    },
  }
}
type End = { readonly id: TaskId; readonly at: EpochMs; readonly text: string }
export type TempBatch = Awaited<ReturnType<typeof tempBatch>>

const claim = async (store: Store, ids: readonly TaskId[], now: EpochMs): Promise<readonly ClaimedTask[]> =>
  (
    await store.claim({
      lane: 'fast',
      limit: () => ids.length,
      now,
      admit: () => true,
      as: () => 'claimed' as const,
      ids,
    })
  ).tasks

async function succeedEach(store: Store, ends: readonly End[]) {
  const claimed = await claim(
    store,
    ends.map(({ id }) => id),
    2,
  )
  const byId = new Map(claimed.map((task) => [task.id, task]))
  await Promise.all(
    ends.map(({ id, at, text }) => {
      const task = byId.get(id)
      return task && succeed(store, task, text, at)
    }),
  )
}

function succeed(store: Store, task: ClaimedTask, text: string, now: EpochMs) {
  const usage = { tokensIn: 3, tokensOut: 5 }
  const result = {
    kind: 'text',
    text,
    cutOff: false,
    finishReason: 'stop',
    model: 'm',
    requestId: null,
    usage,
  } as const
  return end(store, task, { kind: 'succeeded', result }, { kind: 'succeeded', settledAt: now }, now)
}

function fail(store: Store, task: ClaimedTask, now: EpochMs, message: string) {
  const why = { ...failure, code: 'bad_request', message } as const
  return end(store, task, { kind: 'permanent', failure: why }, { kind: 'dead', settledAt: now, failure: why }, now)
}

export function end(
  store: Store,
  task: ClaimedTask,
  outcome: Outcome,
  state: TaskState,
  now: EpochMs,
  wire: WireAnswer | null = null,
) {
  const rest = { endedAt: now, progress: 'done', wait: null, mayHaveBeenBilled: false, firstByteMs: 1 } as const
  return store.settle({ task, outcome, next: { state, retriesUsed: 0 }, ...rest, wire }, now)
}
