import { parse } from 'csv-parse/sync'
import type { BadPlace, RejectedLine } from '#shared/import'
import { CommandError } from '#shared/result'
import type { Columns } from '#shared/rows'
import { valuesProblem } from './read-csv'
import { shapeOfText } from './read-jsonl'
import { recordMaker } from './record'
import type { SourceFile } from './source-file'
import { rejected, type Shape, type SourceRow } from './source-row'

/** They are held until the import is done; who has more to correct does that in a file. */
const most = { fixes: 10_000, chars: 64 * 1024 * 1024 }

/** Texts that a person put in the place of bad lines. */
export type Fixes = ReturnType<typeof fixList>

export function fixList() {
  const texts = new Map<string, string>()
  let chars = 0
  const keyOf = ({ file, line, nth }: BadPlace) => JSON.stringify([file, line, nth])
  return {
    /** Null takes a fix back. Throws CommandError `bad_file` above the bound. */
    set(place: BadPlace, text: string | null): void {
      const key = keyOf(place)
      const before = texts.get(key)?.length ?? 0
      if (text === null) {
        texts.delete(key)
        chars -= before
        return
      }
      if (texts.size >= most.fixes || chars - before + text.length > most.chars)
        throw new CommandError(
          'bad_file',
          'So much is not corrected here. What you corrected is kept. Export the bad lines, correct them in that file, and import it.',
        )
      texts.set(key, text)
      chars += text.length - before
    },
    get: (place: BadPlace): string | undefined => (texts.size === 0 ? undefined : texts.get(keyOf(place))),
    size: () => texts.size,
    all: (): [string, string][] => [...texts].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  }
}

/** Numbers the rows of a line, from 0: a list on one line may have several. Rows come in their order. */
export function rowCounter(): (file: string, line: number) => number {
  let last = { file: '', line: 0 }
  let nth = 0
  return (file, line) => {
    if (last.line === line && last.file === file) nth += 1
    else {
      last = { file, line }
      nth = 0
    }
    return nth
  }
}

/** Maps rows, and where a person corrected one, what they wrote. `used` counts the fixes that made a good row. */
export function withFixes<Row extends object>(
  fixes: Fixes,
  map: (row: SourceRow, file: string) => Row | RejectedLine,
  isRejected: (made: Row | RejectedLine) => made is RejectedLine,
) {
  const count = rowCounter()
  let used = 0
  return {
    map(row: SourceRow, file: SourceFile): Row | RejectedLine {
      const nth = count(file.name, row.line)
      const text = fixes.get({ file: file.name, line: row.line, nth })
      const made = map(text === undefined ? row : { line: row.line, ...readFix(file, row.names, text) }, file.name)
      if (text !== undefined && !isRejected(made)) used += 1
      return nth === 0 ? made : { ...made, nth }
    },
    used: () => used,
  }
}

/** What a corrected text is, by the reader of its file. Of workbooks and Parquet files it is the row as a JSON object. */
export function readFix(file: SourceFile, names: Columns | undefined, text: string): Shape {
  switch (file.format) {
    case 'lines':
    case 'blocks':
    case 'document':
      return { kind: 'prompt', text }
    case 'csv':
    case 'tsv':
      return readRow(text, file.delimiter ?? ',', names ?? [])
    default:
      return shapeOfText(text.trim(), recordMaker())
  }
}

function readRow(text: string, delimiter: string, names: Columns): Shape {
  let records: string[][]
  try {
    records = parse(text, {
      ...{ delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_quotes: true, relax_column_count: true },
      skip_empty_lines: true,
    })
  } catch {
    return rejected('a quote is opened and never closed')
  }
  const [record] = records
  if (!record || records.length > 1) return rejected(`${records.length} rows stand in the place of one`)
  if (record.length !== names.length) return rejected(valuesProblem(record.length, names.length, true))
  return { kind: 'record', names, cells: record }
}
