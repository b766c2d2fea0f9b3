import { CsvError, type Parser, parse } from 'csv-parse'
import { longestLineBytes } from '#shared/import'
import { badFile } from './bad-file'
import { uniqueNames } from './record'
import { rejected, type SourceRow } from './source-row'

type CsvTable = { readonly name: string; readonly delimiter: string; readonly header: boolean; readonly raw?: boolean }
/** What csv-parse gives of a row: its values, and its text where that was asked for. */
type Made = string[] | { readonly record: string[]; readonly raw: string }

const lineEnd = /\r\n|\n|\r/g

/**
 * The rows of a table; with a header its first line names its columns. Quotes inside unquoted text are text; a line may end in CR, LF or both.
 * @throws CommandError `bad_file` for a row above the limit: it is a quote that nobody closed, and where the next row starts is a guess
 */
export async function* readCsv(
  { name, delimiter, header, raw = false }: CsvTable,
  chunks: AsyncIterable<Buffer>,
  limit = longestLineBytes,
): AsyncGenerator<SourceRow[]> {
  const table = tableRows(header)
  let records: Made[] = []
  let parser: Parser | null = null
  const done = (): SourceRow[] => {
    const rows = records.flatMap((record) => table.take(record))
    records = []
    return rows
  }
  try {
    for await (const chunk of chunks) {
      parser ??= parse({
        ...{ delimiter, record_delimiter: ['\r\n', '\n', '\r'] },
        ...{ relax_quotes: true, relax_column_count: true, max_record_size: limit },
        // Taken here and not from the stream: one wait for each chunk instead of one for each row.
        raw,
        on_record: (record: Made) => {
          records.push(record)
          return null
        },
      }).on('error', () => {}) // it reaches us through the callbacks below
      await written(parser, chunk)
      yield done()
    }
    if (parser) await ended(parser)
    yield done()
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    yield done()
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
      return yield [{ line: table.line(), ...rejected('a quote that opens here is never closed, so the rest is lost') }]
    }
    const problem = `has a row above 16 MB at line ${table.line()}, most likely because a quote there is never closed`
    throw badFile(name, problem, 'Close the quote and import it again')
  } finally {
    parser?.destroy()
  }
}

export const valuesProblem = (found: number, wanted: number, hasHeader: boolean): string =>
  `${found === 1 ? '1 value' : `${found} values`}, the ${hasHeader ? 'header' : 'first row'} has ${wanted}`

/** Makes rows of records. Lines are counted by the records' own text: csv-parse counts a quoted CR LF twice. */
function tableRows(hasHeader: boolean) {
  let line = 1
  let header: readonly string[] | null = null
  const take = (made: Made): SourceRow[] => {
    const record = Array.isArray(made) ? made : made.record
    const raw = Array.isArray(made) ? undefined : made.raw.replace(/(?:\r\n|\n|\r)$/, '')
    const start = line
    line += 1
    for (const value of record) line += value.match(lineEnd)?.length ?? 0
    if (record.length === 1 && record[0]?.trim() === '') return []
    if (!header) {
      header = uniqueNames(record.map((name) => (hasHeader ? name.trim() : '')))
      if (hasHeader) return []
    }
    if (record.length !== header.length) {
      const reason = valuesProblem(record.length, header.length, hasHeader)
      return [{ line: start, ...rejected(reason), names: header, ...(raw === undefined ? {} : { raw }) }]
    }
    return [{ line: start, kind: 'record', names: header, cells: record, ...(raw === undefined ? {} : { raw }) }]
  }
  return { take, line: () => line }
}

const written = (parser: Parser, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => parser.write(chunk, (error) => (error ? reject(error) : resolve())))
const ended = (parser: Parser): Promise<void> =>
  new Promise((resolve, reject) => {
    parser.once('error', reject)
    parser.end(resolve)
  })
