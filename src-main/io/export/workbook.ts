import type { Json } from '#shared/request'
import { cellText } from './cell-text'
import { guarded } from './guard'

/** UTF-16 units: what Excel takes in a cell, and rows in a sheet (Microsoft, "Excel specifications and limits"). */
export const longestCell = 32_767
export const mostSheetRows = 1_048_576
export const mostSheetColumns = 16_384

/** What of the rows a workbook could not hold as it is. */
export type WorkbookNotes = { cut: number; rows: number }

/**
 * The bytes of a workbook, made while the rows are read, so that it needs no more memory with a million of them. Texts are inline: a table
 * of shared ones would have to be held until the end. What is too long for a cell is cut, marked in the cell itself and counted; rows beyond
 * a sheet's last go to another sheet, with the header again.
 */
export async function* workbookBytes(
  names: readonly string[],
  rows: AsyncIterable<readonly (readonly Json[])[]>,
  guard: boolean,
  notes: WorkbookNotes,
  mostRows = mostSheetRows,
): AsyncGenerator<Uint8Array> {
  const cell = (value: Json): string | number | boolean | null => {
    if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
    const text = guard ? guarded(cellText(value)) : cellText(value)
    if (text.length <= longestCell) return escaped(text)
    notes.cut += 1
    return escaped(cutTo(text))
  }
  async function* cells() {
    for await (const slice of rows) {
      for (const row of slice) {
        notes.rows += 1
        yield row.map(cell)
      }
    }
  }
  const columns = names.map((name) => ({ header: escaped(name) }))
  // Read when it is needed: a start has no use for it.
  const { writeXlsxStream } = await import('hucre/xlsx')
  const stream = writeXlsxStream(cells(), { name: 'Results', columns, maxRowsPerSheet: mostRows })
  for await (const piece of stream) yield piece
}

function cutTo(text: string): string {
  const mark = ` … [cut: ${text.length} characters in all. Export as JSON Lines or CSV for the rest]`
  return `${text.slice(0, longestCell - mark.length).toWellFormed()}${mark}`
}

/** `_x000D_` means a carriage return in a cell: where it is meant as it stands, its underscore is written so (ECMA-376, 22.4.2.4). */
const escaped = (text: string): string => text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
