import { autoLane } from '#shared/auto-lane'
import type { BatchOptions } from '#shared/batch'
import type { DryRunStart } from '#shared/dry-run'
import type { ImportedTask, RowTasks } from '#shared/import'
import type { LaneName } from '#shared/lane'
import { CommandError } from '#shared/result'
import type { BatchId, EpochMs, TaskId } from '#shared/task'
import type { Variant } from '#shared/variant'
import type { NewRow } from '#shared/work'
import { importSteps } from './import-steps'
import type { NewTask } from './ports'
import { type WholeStore, wholeBatch } from './whole-batch'

/** Tasks per transaction, about: no other write waits longer than a few milliseconds. */
const rowsPerCommit = 200

export type Target = { readonly lane: LaneName | 'auto'; readonly providerId: string; readonly model: string }
/** One of several ways in which each row of a batch is asked. */
export type BatchVariant = Omit<Variant, 'variant'> & Pick<Target, 'lane'>
export type StagingStore = WholeStore & {
  /** Their ids, in the same order. `rows`: what they are made of, where that has cells. */
  readonly stage: (
    batchId: BatchId,
    firstPosition: number,
    tasks: readonly NewTask[],
    now: EpochMs,
    rows?: readonly NewRow[],
  ) => Promise<TaskId[]>
  /** The tasks of a batch that have an id of their own, by that id; of equal ones the last. Of one variant, where the batch has some. */
  readonly byCustomId: (batchId: BatchId, variant?: number) => ReadonlyMap<string, TaskId>
}

type Made = {
  readonly name: string
  readonly fingerprint: string | null
  readonly now: () => EpochMs
  readonly priority?: number | undefined
  readonly options?: BatchOptions | undefined
  readonly startAt?: EpochMs | undefined
  readonly dryRun?: DryRunStart | undefined
}
type Following = { readonly signal: AbortSignal; readonly onRows?: (rows: number) => void }
type Imported = { readonly batchId: BatchId; readonly queued: number }

type Row = Omit<ImportedTask, 'file' | 'line'> & Pick<NewTask, 'file' | 'line'>

/** The task that a row becomes. A row that names its own model keeps it. */
export function newTask({ request, model, customId, file, line }: Row, target: Target): NewTask {
  const chosen = model ?? target.model
  const lane = target.lane === 'auto' ? autoLane(request, chosen) : target.lane
  return { request, lane, providerId: target.providerId, model: chosen, customId, file, line }
}

/**
 * Queues the rows as one batch that appears whole or not at all: until the last row is on disk nobody sees it, and if reading fails,
 * the signal aborts or the process dies, what was written is deleted. What a row's columns held is kept beside its task.
 * @param onRows called with the number of tasks on disk so far
 * @throws whatever `rows` throws, or the signal's reason
 */
export function importBatch(
  store: StagingStore,
  rows: AsyncIterable<ImportedTask>,
  { target, ...batch }: Made & { readonly target: Target },
  following: Following,
): Promise<Imported> {
  const spread = (row: ImportedTask): RowTasks => ({ tasks: [row], source: row.source })
  return fillBatch(store, rows, { spread, targets: [target], variants: [] }, batch, following)
}

/**
 * The same, with a task under each variant for each row: beside each other, under one row number, and written in one transaction.
 * @param rows with as many tasks each as there are variants, in their order
 */
export function importVariants(
  store: StagingStore,
  rows: AsyncIterable<RowTasks>,
  { variants, ...batch }: Made & { readonly variants: readonly BatchVariant[] },
  following: Following,
): Promise<Imported> {
  const named = variants.map(({ lane: _, ...variant }, at): Variant => ({ ...variant, variant: at + 1 }))
  return fillBatch(store, rows, { spread: (row) => row, targets: variants, variants: named }, batch, following)
}

type Filling<R> = {
  readonly spread: (row: R) => RowTasks
  readonly targets: readonly Target[]
  readonly variants: readonly Variant[]
}

function fillBatch<R>(
  store: StagingStore,
  rows: AsyncIterable<R>,
  { spread, targets, variants }: Filling<R>,
  { name, fingerprint, now, priority, options, startAt, dryRun }: Made,
  { signal, onRows }: Following,
): Promise<Imported> {
  const batch = { name, fingerprint, priority, options, createdAt: now(), variants, dryRun }
  return wholeBatch(store, batch, async (batchId, look) => {
    const steps = targets.map((_, at) => importSteps(() => store.byCustomId(batchId, variants[at]?.variant)))
    let queued = 0
    let row = 0
    let waiting: NewTask[] = []
    let sources: NewRow[] = []
    const flush = async () => {
      if (waiting.length === 0) return
      const ids = await store.stage(batchId, queued + 1, waiting, now(), sources)
      for (const [at, each] of steps.entries()) {
        const isOwn = (_: unknown, index: number) => index % steps.length === at
        each.written(waiting.filter(isOwn), ids.filter(isOwn))
      }
      queued += waiting.length
      waiting = []
      sources = []
      onRows?.(queued)
    }
    for await (const read of rows) {
      signal.throwIfAborted()
      const { tasks, source } = spread(read)
      if (tasks.length !== targets.length)
        throw new Error(`a row has ${tasks.length} tasks for ${targets.length} variants`)
      row += 1
      const isNumbered = source !== undefined || variants.length > 0
      for (const [at, target] of targets.entries()) {
        const imported = tasks[at]
        if (!imported) continue
        const needs = steps[at]?.needs(imported, waiting.length) ?? []
        const task: NewTask = {
          ...newTask(imported, target),
          startAt,
          row: isNumbered ? row : undefined,
          variant: variants[at]?.variant,
        }
        look(task.request)
        waiting.push(needs.length > 0 ? { ...task, needs } : task)
      }
      if (source) sources.push({ ...source, row })
      if (waiting.length >= rowsPerCommit) await flush()
    }
    await flush()
    signal.throwIfAborted()
    if (queued === 0)
      throw new CommandError('bad_file', `${name} holds no prompt that can be used. Nothing was queued.`)
    return { batchId, queued }
  })
}
