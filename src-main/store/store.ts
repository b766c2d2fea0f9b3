import { join } from 'node:path'
import type { Gate } from '#shared/gate'
import type { LaneName } from '#shared/lane'
import type { Transition } from '#shared/outcome'
import { type LlmRequest, promptOf } from '#shared/request'
import type { BatchId, EpochMs, GateId, TaskDetail, TaskId, TaskState, TaskView } from '#shared/task'
import { type AttemptEnd, attemptsTable } from './attempts'
import { batchReport } from './batch-report'
import { batchesTable, type StoredBatch } from './batches'
import { createCommitter } from './commit'
import { countsReader } from './counts'
import { eventsTable } from './events'
import { gatesTable } from './gates'
import { lanesTable, type StoredLane } from './lanes'
import { lockDataDir } from './lock'
import { metaTable } from './meta'
import { closeDatabase, openDatabase } from './open'
import { payloadsTable } from './payloads'
import { providersTable } from './providers'
import { queue } from './queue'
import { resultsTable } from './results'
import { tasksTable, titleOf } from './tasks'
import { viewsReader } from './views'

/** A task that is to be queued. */
export type TaskInput = {
  readonly request: LlmRequest
  readonly lane: LaneName
  readonly providerId: string
  readonly model: string
  readonly customId: string | null
  readonly file: string | null
  readonly line: number | null
}
/** A task that now runs, with all that its call needs. */
export type ClaimedTask = {
  readonly id: TaskId
  readonly attempt: number
  readonly lane: LaneName
  readonly retriesUsed: number
  readonly gateId: GateId
  readonly providerId: string
  readonly model: string
  readonly request: LlmRequest
  readonly idempotencyKey: string
}
export type Settle = AttemptEnd & { readonly next: Transition }
export type Claim = {
  lane: LaneName
  limit: number
  now: EpochMs
  bootId: string
  admit: (gateId: GateId) => boolean
  only?: BatchId
}

/** Opens the data folder's store, alone: CommandError 'in_use' when another process has it, 'storage' when the file cannot be used. */
export function openStore(dataDir: string) {
  const unlock = lockDataDir(dataDir)
  try {
    return createStore(dataDir, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}
export type Store = ReturnType<typeof openStore>

function createStore(dataDir: string, unlock: () => void) {
  const db = openDatabase(join(dataDir, 'trilane.db'))
  const events = eventsTable(db)
  const commit = createCommitter(db, events)
  const meta = metaTable(db)
  const lanes = lanesTable(db)
  const gates = gatesTable(db)
  const batches = batchesTable(db)
  const tasks = tasksTable(db)
  const payloads = payloadsTable(db)
  const attempts = attemptsTable(db)
  const results = resultsTable(db)
  const providers = providersTable(db)
  const line = queue(db)
  const installationId = meta.installationId()

  const addTask = (batchId: BatchId, position: number, input: TaskInput, now: EpochMs): TaskId => {
    const gateId = gates.ensure(input.providerId, input.model).id
    const title = titleOf(promptOf(input.request))
    const { customId, lane } = input
    const id = tasks.insert({ batchId, position, customId, title, lane, gateId, createdAt: now })
    payloads.insert({
      taskId: id,
      revision: 1,
      request: input.request,
      sourceFile: input.file,
      sourceLine: input.line,
      createdAt: now,
    })
    return id
  }

  return {
    ...{ events, gates, lanes, providers, payloads, attempts, results, batches, meta },
    tasks: { get: tasks.get, nextDueAt: tasks.nextDueAt },
    counts: countsReader(db),
    report: batchReport(db),
    views: viewsReader(db),
    onNews: commit.onNews,
    savedAt: commit.savedAt,
    /** Any other write, in the transaction of this turn. */
    write: commit.run,

    /** Queues tasks of a batch that is open; acknowledged when they are on disk. */
    enqueue: (batchId: BatchId, inputs: readonly TaskInput[], now: EpochMs): Promise<TaskId[]> =>
      commit.run(() => {
        const last = tasks.lastPosition(batchId)
        const ids = inputs.map((input, index) => addTask(batchId, last + index + 1, input, now))
        for (const id of ids) events.append(now, 'task', id, batchId)
        return ids
      }),
    newBatch: (batch: Parameters<typeof batches.insert>[0]): Promise<BatchId> =>
      commit.run(() => {
        const id = batches.insert(batch)
        if (batch.state === 'open') events.append(batch.createdAt, 'batch', null, id)
        return id
      }),
    /** Adds rows to a staging batch, which nobody sees and no lane claims from. */
    stage: (batchId: BatchId, firstPosition: number, inputs: readonly TaskInput[], now: EpochMs): Promise<void> =>
      commit.run(() => {
        for (const [index, input] of inputs.entries()) addTask(batchId, firstPosition + index, input, now)
      }),
    openBatch: (batchId: BatchId, now: EpochMs): Promise<boolean> =>
      commit.run(() => {
        const opened = batches.open(batchId)
        if (opened) events.append(now, 'batch', null, batchId)
        return opened
      }),
    /** Deletes what a cancelled or broken import left, a thousand rows at a time so that nothing waits for it. */
    async dropStaged(batchId: BatchId): Promise<void> {
      while (!(await commit.run(() => batches.dropStaged(batchId, 1_000)))) {
        // the next thousand
      }
    },

    /** Takes up to `limit` queued tasks of a lane: each is running and has its attempt on disk when this resolves. */
    claim: ({ lane, limit, now, bootId, admit, only }: Claim): Promise<ClaimedTask[]> =>
      commit.run(() =>
        line.pick(lane, limit, admit, only).flatMap((id) => {
          const row = tasks.claim(id, now)
          if (!row) return []
          const { attempts: attempt, revision, model, retriesUsed, gateId, providerId } = row
          attempts.start({ taskId: id, number: attempt, revision, lane, model, bootId, startedAt: now })
          events.append(now, 'task', id, row.batchId)
          const { request } = payloads.get(id, revision)
          const idempotencyKey = `${installationId}-${id}-${revision}`
          return [{ id, attempt, lane, retriesUsed, gateId, providerId, model, request, idempotencyKey }]
        }),
      ),
    /** On disk before the call goes out, or after its first byte came. */
    markProgress: (id: TaskId, attempt: number, progress: 'sent' | 'first_byte'): Promise<void> =>
      commit.run(() => attempts.progress(id, attempt, progress)),
    /** Ends an attempt and moves its task on; false when that attempt no longer ran, and then nothing changed. */
    settle: ({ next, ...end }: Settle, now: EpochMs): Promise<boolean> =>
      commit.run(() => {
        const { taskId, attempt, outcome } = end
        const usage = outcome.kind === 'succeeded' ? outcome.result.usage : null
        const startedAt = tasks.get(taskId)?.state
        const answerMs =
          startedAt?.kind === 'running' && end.endedAt !== null ? end.endedAt - startedAt.startedAt : null
        const batchId = tasks.settle({ taskId, attempt, next, answerMs, usage })
        if (batchId === undefined) return false
        attempts.end(end)
        if (outcome.kind === 'succeeded') results.insert(outcome.result, taskId, attempt, now)
        events.append(now, 'task', taskId, batchId)
        return true
      }),
    /** Queues what is due, up to a thousand; the number tells whether there may be more. */
    releaseDue: (now: EpochMs): Promise<number> =>
      commit.run(() => {
        const released = tasks.releaseDue(now, 1_000)
        for (const { id, batchId } of released) events.append(now, 'task', id, batchId)
        return released.length
      }),
    nextDueAt: tasks.nextDueAt,
    loadGates: gates.all,
    gate: gates.get,
    saveGates: (changed: readonly Gate[], now: EpochMs): Promise<void> =>
      commit.run(() => {
        for (const gate of changed) gates.save(gate)
        events.append(now, 'gate')
      }),
    loadLanes: lanes.load,
    saveLane: (name: LaneName, lane: StoredLane, now: EpochMs): Promise<void> =>
      commit.run(() => {
        lanes.save(name, lane)
        events.append(now, 'lane')
      }),
    /** What a dead process left: its running tasks with the attempt that ran, and its half-staged batches. */
    leftRunning: () =>
      tasks
        .running()
        .map(({ id, attempts: attempt }) => ({ id, attempt, task: tasks.get(id), last: attempts.latest(id) })),
    stagingBatches: batches.staging,

    /** A person's change to a task as they saw it; undefined when it moved on. An edit becomes a new revision in the same transaction. */
    move: (
      task: TaskView,
      to: TaskState,
      now: EpochMs,
      changes: { retriesUsed?: number; edited?: LlmRequest } = {},
    ): Promise<boolean> =>
      commit.run(() => {
        const revision = changes.edited ? payloads.newestRevision(task.id) + 1 : undefined
        const batchId = tasks.move(task, to, { retriesUsed: changes.retriesUsed, revision })
        if (batchId === undefined) return false
        if (changes.edited && revision !== undefined) {
          payloads.insert({
            taskId: task.id,
            revision,
            request: changes.edited,
            sourceFile: null,
            sourceLine: null,
            createdAt: now,
          })
        }
        events.append(now, 'task', task.id, batchId)
        return true
      }),

    detail(id: TaskId): TaskDetail | null {
      const task = tasks.get(id)
      if (!task) return null
      const { source, ...first } = payloads.get(id, 1)
      const current = task.revision === 1 ? [] : [payloads.get(id, task.revision)]
      const revisions = [first, ...current.map(({ source: _, ...revision }) => revision)]
      return { task, revisions, attempts: attempts.ofTask(id), result: results.get(id), source }
    },

    /** Writes what is waiting and lets go of the folder. */
    close() {
      if (!db.open) return
      commit.close()
      closeDatabase(db)
      unlock()
    },
  }
}

export type { StoredBatch }
