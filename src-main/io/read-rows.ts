import { assertNever } from '#shared/result'
import { type Reading, readText } from './read-bytes'
import { readCsv } from './read-csv'
import { readDocument } from './read-document'
import { readJson } from './read-json'
import { readJsonl } from './read-jsonl'
import { readLines } from './read-lines'
import { isRule, readBlocks, readTextLines } from './read-txt'
import type { SourceFile } from './source-file'
import type { SourceRow } from './source-row'

/** A file's rows in their order, as many at a time as a chunk completes; between them the event loop has its turn. */
export function readRows(file: SourceFile, reading: Reading): AsyncGenerator<SourceRow[]> {
  if (file.format === 'xlsx' || file.format === 'parquet') return readTableLater(file, reading)
  const text = readText(file, reading)
  switch (file.format) {
    case 'lines':
      return readTextLines(readLines(text, file.newline))
    case 'blocks':
      return readBlocks(readLines(text, file.newline))
    case 'document':
      return readDocument(text)
    case 'jsonl':
    case 'openai-batch':
    case 'anthropic-batch':
    case 'requests':
      return readJsonl(readLines(text, file.newline), reading.raw)
    case 'json':
      return readJson(text, reading.raw)
    case 'csv':
    case 'tsv':
      return readCsv(
        { name: file.name, delimiter: file.delimiter ?? ',', header: file.header, raw: reading.raw ?? false },
        text,
      )
    default:
      return assertNever(file.format)
  }
}

/** Libraries for workbooks and Parquet files are read with the first of them: the app starts without. */
async function* readTableLater(file: SourceFile, reading: Reading): AsyncGenerator<SourceRow[]> {
  const { readTable } = await import('./read-tables')
  yield* readTable(file, reading)
}

/** The file with its format known for certain: a rule anywhere in a text makes it blocks. */
export async function settleFormat(file: SourceFile, signal: AbortSignal): Promise<SourceFile> {
  if (file.formatSettled) return file
  for await (const lines of readLines(readText(file, { signal }), file.newline)) {
    if (lines.some(({ text }) => text !== null && isRule(text)))
      return { ...file, format: 'blocks', formatSettled: true }
  }
  return { ...file, formatSettled: true }
}
