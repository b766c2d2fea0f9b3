import { type ColumnFit, columnFit } from '#shared/column-fit'
import { CommandError } from '#shared/result'
import type { Columns, SourceCells } from '#shared/rows'
import type { BatchId, TaskId } from '#shared/task'
import { placeOf } from '#shared/template-body'
import type { StagingStore } from './import-batch'

type AddingStore = StagingStore & {
  readonly mergeStaged: (batchId: BatchId, into: BatchId, isSameTemplate: boolean) => Promise<void>
}
type Adding = {
  readonly into: BatchId
  /** The rows are made by the template, or the templates, that the batch's own rows were made by. */
  readonly isSameTemplate: boolean
}

/**
 * The store as an import sees it that adds to a batch that exists: nothing of it is there before all of it is read, and then all of it comes,
 * also after a crash. A row may name rows of the batch that it waits for.
 */
export function addingTo<S extends AddingStore>(store: S, { into, isSameTemplate }: Adding): S {
  return {
    ...store,
    openBatch: async (batchId: BatchId) => {
      await store.mergeStaged(batchId, into, isSameTemplate)
      return true
    },
    byCustomId: (batchId: BatchId, variant?: number): ReadonlyMap<string, TaskId> =>
      new Map([...store.byCustomId(into, variant), ...store.byCustomId(batchId, variant)]),
  }
}

/**
 * Rows with their cells in the order of a batch's columns, by their names. A column that the batch has not is left out, and one that only
 * the batch has stays empty: what its templates need of them, they refuse themselves.
 * @param columns null: the batch's rows have none
 * @param onFit once all rows are read, where they have columns
 * @throws CommandError `bad_file` where rows have no column of the batch's at all, or only one of the two has columns
 */
export async function* fitColumns<R extends { readonly source?: SourceCells | undefined }>(
  rows: AsyncIterable<R>,
  columns: Columns | null,
  onFit: (fit: ColumnFit) => void = () => {},
): AsyncGenerator<R> {
  let seen: Columns | null = null
  let places: readonly (number | undefined)[] = []
  for await (const row of rows) {
    const { source } = row
    if (!source || !columns) {
      if (source) throw unfit(`Its rows have columns (${listed(source.columns)}), and those of the batch have none.`)
      if (columns) throw unfit(`The rows of the batch have columns (${listed(columns)}), and these have none.`)
      yield row
      continue
    }
    if (source.columns !== seen) {
      seen = source.columns
      places = columns.map((name) => placeOf(source.columns, name))
    }
    const cells = places.map((at): SourceCells['cells'][number] =>
      at === undefined ? null : (source.cells[at] ?? null),
    )
    yield { ...row, source: { ...source, columns, cells } }
  }
  if (!seen || !columns) return
  const fit = columnFit(seen, columns)
  // Columns are known once all rows have been read: of JSON any of them may bring a new one.
  if (fit.empty.length === columns.length)
    throw unfit(`None of its columns (${listed(seen)}) is one of the batch’s: ${listed(columns)}.`)
  onFit(fit)
}

const unfit = (why: string) =>
  new CommandError(
    'bad_file',
    `${why} Nothing was added. Give the columns the same names, or import it as a batch of its own.`,
  )
const most = 5
const listed = (names: Columns) =>
  `${names.slice(0, most).join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`
