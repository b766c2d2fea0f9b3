import type { BadPlace, ImportFormat, RejectedLine } from '#shared/import'
import type { Columns } from '#shared/rows'
import { type Fixes, readFix, rowCounter } from './fixes'
import { isRejected } from './map-row'
import { readRows } from './read-rows'
import type { SourceFile } from './source-file'
import type { SourceRow } from './source-row'

/** A line that cannot be used, with what is needed to write it down so that it can be corrected and read again. */
export type BadLine = Omit<RejectedLine, 'nth'> &
  BadPlace & {
    readonly raw: string | null // as it stands in the file; null where it is above 16 MB, or where it ends is a guess
    readonly format: ImportFormat
    readonly names: Columns | undefined
    readonly delimiter: string | null
    readonly header: boolean
  }

type Maps = (row: SourceRow, file: string) => object | RejectedLine

/**
 * The bad lines of files as they stand in them, in their order, read as they are asked for.
 * @param map decides that a row is bad
 * @param fixes with which rows are read; left out: as the files have them
 */
export async function* badLinesOf(
  files: readonly SourceFile[],
  map: Maps,
  signal: AbortSignal,
  fixes?: Pick<Fixes, 'get'>,
) {
  const count = rowCounter()
  for (const file of files) {
    for await (const rows of readRows(file, { signal, raw: true })) {
      for (const row of rows) {
        const place = { file: file.name, line: row.line, nth: count(file.name, row.line) }
        const text = fixes?.get(place)
        const made = map(text === undefined ? row : { line: row.line, ...readFix(file, row.names, text) }, file.name)
        if (!isRejected(made)) continue
        const { format, delimiter, header } = file
        const line: BadLine = {
          ...{ ...made, ...place, raw: rawOf(row) },
          ...{ format, names: row.names, delimiter, header },
        }
        yield { line, file }
      }
    }
  }
}

/** Why a corrected text is no better, or null where it is. */
export function problemOf(text: string, { line, file }: { line: BadLine; file: SourceFile }, map: Maps): string | null {
  const made = map({ line: line.line, ...readFix(file, line.names, text) }, file.name)
  return isRejected(made) ? made.reason : null
}

/** Rows of workbooks and Parquet files have no text of their own: theirs is the row as JSON. */
function rawOf(row: SourceRow): string | null {
  if (row.raw !== undefined) return row.raw
  if (row.kind !== 'record') return null
  return JSON.stringify(Object.fromEntries(row.names.map((name, at) => [name, row.cells[at] ?? null])))
}
