import { setImmediate } from 'node:timers/promises'
import { isByRow } from '#io/export/rows'
import type { Exported } from '#io/export/write-export'
import type { ExportOptions, ExportTask } from '#shared/export'
import { CommandError } from '#shared/result'
import { hasId } from '#shared/sorted-ids'
import { type BatchId, StateKind, type TaskId } from '#shared/task'
import { type ExportReader, statesOf } from '#store/export-reader'

/** Tasks with their texts that are read in one turn of the loop: some milliseconds. */
export const tasksPerTurn = 50
const idsPerTurn = 10_000
/** Of ids alone, some hundred each. */
const pagesPerTurn = 10

type PickedIds = Iterable<TaskId> & ArrayLike<TaskId>
/** All of a batch, or some tasks, each once. */
export type Source = { readonly batchId: BatchId } | { readonly ids: PickedIds }

/** Reads tasks some at a time, with a turn of the loop between. */
export async function* readInTurns(
  reader: Pick<ExportReader, 'read'>,
  ids: Iterable<TaskId>,
): AsyncGenerator<readonly ExportTask[]> {
  let some: TaskId[] = []
  for (const id of ids) {
    some.push(id)
    if (some.length < tasksPerTurn) continue
    yield reader.read(some)
    some = []
    await setImmediate()
  }
  if (some.length > 0) yield reader.read(some)
}

/**
 * What is exported, as the writers need it. Which tasks there are is decided once, so that one that moves on meanwhile is neither missed nor
 * met twice.
 * @param most of a batch, so many of its first tasks are enough; how many there are is counted all the same
 * @throws CommandError `bad_request` where rows of several batches would need the same columns
 */
export async function exportedFrom(
  reader: ExportReader,
  source: Source,
  options: ExportOptions,
  most = Number.POSITIVE_INFINITY,
): Promise<Exported & { readonly tasks: number }> {
  const ids = await gathered(reader, source, options, most)
  const batchIds = 'batchId' in source ? [source.batchId] : await batchesOf(reader, ids)
  const [batchId, ...others] = batchIds
  if (others.length > 0 && (options.content === 'rows' || options.columns?.some(({ from }) => from === 'source')))
    throw new CommandError('bad_request', 'These rows are of several batches, whose columns differ. Pick those of one.')
  const isOne = batchId !== undefined && others.length === 0
  return {
    columns: isOne ? reader.columns(batchId) : null,
    variants: isOne ? reader.variants(batchId) : [],
    tasks: ids.length < most || !('batchId' in source) ? ids.length : countOf(reader, source.batchId, options),
    pages: () => readInTurns(reader, ids as Float64Array & Iterable<TaskId>),
  }
}

/** As many as a file would have, by the counters. */
function countOf(reader: ExportReader, batchId: BatchId, options: ExportOptions): number {
  const { tasks } = options
  const isAll = tasks === 'all' && orderOf(options) !== 'completion'
  return reader.count(batchId, isAll ? StateKind.options : statesOf(tasks))
}

async function gathered(
  reader: ExportReader,
  source: Source,
  options: ExportOptions,
  most: number,
): Promise<Float64Array> {
  let ids = new Float64Array(1_024)
  let length = 0
  for await (const page of 'batchId' in source
    ? inTurns(reader.ids(source.batchId, options.tasks, orderOf(options)))
    : picked(reader, source.ids, options)) {
    if (length + page.length > ids.length) {
      const larger = new Float64Array(Math.max(ids.length * 2, length + page.length))
      larger.set(ids)
      ids = larger
    }
    ids.set(page, length)
    length += page.length
    if (length >= most && 'batchId' in source) break
  }
  return ids.subarray(0, length)
}

export const orderOf = (options: ExportOptions) => (isByRow(options) ? 'row' : options.order)

/** Some that a person picked, in the order that was asked for. Many are not sorted, but found in their batches, which have that order. */
async function* picked(
  reader: ExportReader,
  ids: PickedIds,
  options: ExportOptions,
): AsyncGenerator<readonly TaskId[]> {
  const { tasks } = options
  if (ids.length <= idsPerTurn) return yield* reader.sorted([...ids], tasks, orderOf(options))
  const wanted = Float64Array.from(ids).sort()
  for (const batchId of await batchesOf(reader, wanted))
    for await (const page of inTurns(reader.ids(batchId, tasks, orderOf(options))))
      yield page.filter((id) => hasId(wanted, id))
}

async function* inTurns(pages: Iterable<readonly TaskId[]>): AsyncGenerator<readonly TaskId[]> {
  let turn = 0
  for (const page of pages) {
    yield page
    turn += 1
    if (turn % pagesPerTurn === 0) await setImmediate()
  }
}

async function batchesOf(reader: ExportReader, ids: Float64Array): Promise<BatchId[]> {
  const found = new Set<BatchId>()
  for (let at = 0; at < ids.length; at += idsPerTurn) {
    for (const id of reader.batchesOf([...ids.subarray(at, at + idsPerTurn)] as TaskId[])) found.add(id)
    await setImmediate()
  }
  return [...found].sort((a, b) => a - b)
}
