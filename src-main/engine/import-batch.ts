import { autoLane } from '#shared/auto-lane'
import type { BatchOptions } from '#shared/batch'
import type { ImportedTask } from '#shared/import'
import type { LaneName } from '#shared/lane'
import { CommandError } from '#shared/result'
import type { BatchId, EpochMs, TaskId } from '#shared/task'
import { importSteps } from './import-steps'
import type { NewTask } from './ports'
import { type WholeStore, wholeBatch } from './whole-batch'

/** Rows per transaction: no other write waits longer than a few milliseconds. */
const rowsPerCommit = 200

export type Target = { readonly lane: LaneName | 'auto'; readonly providerId: string; readonly model: string }
type StagingStore = WholeStore & {
  /** Their ids, in the same order. */
  readonly stage: (
    batchId: BatchId,
    firstPosition: number,
    tasks: readonly NewTask[],
    now: EpochMs,
  ) => Promise<TaskId[]>
  /** The tasks of a batch that have an id of their own, by that id; of equal ones the last. */
  readonly byCustomId: (batchId: BatchId) => ReadonlyMap<string, TaskId>
}

type ImportedBatch = {
  readonly name: string
  readonly fingerprint: string | null
  readonly target: Target
  readonly now: () => EpochMs
  readonly priority?: number | undefined
  readonly options?: BatchOptions | undefined
  readonly startAt?: EpochMs | undefined
}

type Row = Omit<ImportedTask, 'file' | 'line'> & Pick<NewTask, 'file' | 'line'>

/** The task that a row becomes. A row that names its own model keeps it. */
export function newTask({ request, model, customId, file, line }: Row, target: Target): NewTask {
  const chosen = model ?? target.model
  const lane = target.lane === 'auto' ? autoLane(request, chosen) : target.lane
  return { request, lane, providerId: target.providerId, model: chosen, customId, file, line }
}

/**
 * Queues the rows as one batch that appears whole or not at all: until the last row is on disk nobody sees it, and if reading fails,
 * the signal aborts or the process dies, what was written is deleted.
 * @param onRows called with the number of rows on disk so far
 * @throws whatever `rows` throws, or the signal's reason
 */
export async function importBatch(
  store: StagingStore,
  rows: AsyncIterable<ImportedTask>,
  batch: ImportedBatch,
  { signal, onRows }: { signal: AbortSignal; onRows?: (rows: number) => void },
): Promise<{ batchId: BatchId; queued: number }> {
  const { name, fingerprint, target, now, priority, options, startAt } = batch
  return wholeBatch(store, { name, fingerprint, priority, options, createdAt: now() }, async (batchId, look) => {
    const steps = importSteps(() => store.byCustomId(batchId))
    let queued = 0
    let waiting: NewTask[] = []
    const flush = async () => {
      if (waiting.length === 0) return
      steps.written(waiting, await store.stage(batchId, queued + 1, waiting, now()))
      queued += waiting.length
      waiting = []
      onRows?.(queued)
    }
    for await (const row of rows) {
      signal.throwIfAborted()
      const needs = steps.needs(row)
      const task = { ...newTask(row, target), startAt }
      look(task.request)
      waiting.push(needs.length > 0 ? { ...task, needs } : task)
      if (waiting.length === rowsPerCommit) await flush()
    }
    await flush()
    signal.throwIfAborted()
    if (queued === 0)
      throw new CommandError('bad_file', `${name} holds no prompt that can be used. Nothing was queued.`)
    return { batchId, queued }
  })
}
