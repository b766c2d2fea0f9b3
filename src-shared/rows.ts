import type { Json } from './request'

/**
 * A value of a source file: text of a csv or tsv; text, a number or a boolean of a workbook; any JSON of a JSON source or a Parquet
 * file; null where the row has none.
 */
export type Cell = Json

/** Names of columns, each once, in the file's order; of JSON rows with differing keys in the order in which they first appear. */
export type Columns = readonly string[]

/**
 * What a row of a file held. `cells` stand in the order of `columns` and may end before them: what is not there is null. Within one
 * import columns are only added, at the end; while none is added, it is the same array.
 */
export type SourceCells = {
  readonly columns: Columns
  readonly cells: readonly Cell[]
  readonly file: string // its name, without the folder
  readonly line: number // where the row starts, from 1; of a workbook or a Parquet file the number of its row
  readonly nth?: number | undefined // of several rows on that line which one, from 0; left out: the first
}
