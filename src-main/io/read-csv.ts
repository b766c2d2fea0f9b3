import { CsvError, type Parser, parse } from 'csv-parse'
import { longestLineBytes } from '#shared/import'
import { badFile } from './bad-file'
import { rejected, type SourceRow } from './source-row'

const lineEnd = /\r\n|\n|\r/g

/**
 * The rows of a table, whose first line names its columns. Quotes inside unquoted text are text; a line may end in CR, LF or both.
 * @throws CommandError `bad_file` for a row above the limit: it is a quote that nobody closed, and where the next row starts is a guess
 */
export async function* readCsv(
  name: string,
  format: 'csv' | 'tsv',
  chunks: AsyncIterable<Buffer>,
  limit = longestLineBytes,
): AsyncGenerator<SourceRow[]> {
  const table = tableRows()
  let records: string[][] = []
  let parser: Parser | null = null
  const done = (): SourceRow[] => {
    const rows = records.flatMap((record) => table.take(record))
    records = []
    return rows
  }
  try {
    for await (const chunk of chunks) {
      parser ??= parse({
        ...{ delimiter: format === 'tsv' ? '\t' : delimiterOf(chunk), record_delimiter: ['\r\n', '\n', '\r'] },
        ...{ relax_quotes: true, relax_column_count: true, max_record_size: limit },
        // Taken here and not from the stream: one wait for each chunk instead of one for each row.
        on_record: (record: string[]) => {
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

/** Makes rows of records. Lines are counted by the records' own text: csv-parse counts a quoted CR LF twice. */
function tableRows() {
  let line = 1
  let header: readonly string[] | null = null
  const take = (record: string[]): SourceRow[] => {
    const start = line
    line += 1
    for (const value of record) line += value.match(lineEnd)?.length ?? 0
    if (record.length === 1 && record[0]?.trim() === '') return []
    if (!header) {
      header = uniqueNames(record)
      return []
    }
    if (record.length !== header.length) {
      const values = record.length === 1 ? '1 value' : `${record.length} values`
      return [{ line: start, ...rejected(`${values}, the header has ${header.length}`) }]
    }
    const columns = Object.fromEntries(header.map((column, index) => [column, record[index] ?? '']))
    return [{ line: start, kind: 'record', columns }]
  }
  return { take, line: () => line }
}

/** A name that is missing or comes again gets its number, so that every column can be chosen. */
function uniqueNames(header: readonly string[]): string[] {
  const names: string[] = []
  for (const [index, cell] of header.entries()) {
    const name = cell.trim() || `column ${index + 1}`
    let unique = name
    for (let count = 2; names.includes(unique); count += 1) unique = `${name} (${count})`
    names.push(unique)
  }
  return names
}

/** Spreadsheets of half of Europe write semicolons, their comma being taken. */
function delimiterOf(chunk: Buffer): string {
  const header =
    chunk
      .toString('utf8')
      .trimStart()
      .replace(/"[^"]*"/g, '')
      .split(/[\r\n]/, 1)[0] ?? ''
  const count = (mark: string) => header.split(mark).length
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}

const written = (parser: Parser, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => parser.write(chunk, (error) => (error ? reject(error) : resolve())))
const ended = (parser: Parser): Promise<void> =>
  new Promise((resolve, reject) => {
    parser.once('error', reject)
    parser.end(resolve)
  })
