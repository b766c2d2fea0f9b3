import { stringify } from 'csv-stringify/sync'
import type { ExportOptions } from '#shared/export'
import type { Json } from '#shared/request'
import { cellText } from './cell-text'
import { guarded } from './guard'

/** Also what the writer would not quote by itself: any line end, spaces that readers trim, and a mark that readers take off. */
const quoted = /[\r\n\uFEFF]|^\s|\s$/
/** In the header also what else might part its columns: readers tell by it which mark does. */
const quotedName = /[\r\n\uFEFF,;|\t]|^\s|\s$/

/** Rows of a table as text (RFC 4180; tabs in the place of commas for tsv), each with its line end. */
export function delimited(
  rows: readonly (readonly Json[])[],
  options: ExportOptions,
  guard = options.guard,
  isHead = false,
): string {
  const texts = rows.map((row) => row.map((value) => (guard ? guarded(cellText(value)) : cellText(value))))
  return stringify(texts, {
    ...{ delimiter: options.format === 'tsv' ? '\t' : ',', record_delimiter: options.lineEnd },
    // A line of one empty cell would else be an empty line, which readers pass over.
    ...{ quoted_match: isHead ? quotedName : quoted, quoted_empty: (texts[0]?.length ?? 0) === 1 },
  })
}
