import type { ImportFormat, TextEncoding } from '#shared/import'
import { badFile } from './bad-file'
import { chosenEncoding, findEncoding } from './encodings'
import { formatByName, supported } from './extensions'
import { bodyOfRequests, isAnthropicLine, isObject, shapeOf } from './json-shape'
import { parseJson } from './parse-json'
import { isRule } from './read-txt'

/** How much of a file is looked at to tell what it is. */
export const headBytes = 64 * 1024
const lineFeed = 10
const carriageReturn = 13

/** How a file is to be read. */
export type Layout = {
  readonly encoding: TextEncoding
  readonly encodingGuessed: boolean
  readonly encodingSettled: boolean // false for what began as ASCII or UTF-8 and may go on otherwise
  readonly bomBytes: number
  readonly format: ImportFormat
  readonly formatSettled: boolean // false for text whose later part may still hold a rule, which makes it blocks
  readonly newline: number // the byte that ends a line: LF (after which a CR is cut off), or CR where the file has no LF
  readonly delimiter: string | null
  readonly header: boolean // the first row of a table names its columns
  readonly sheets: readonly string[]
  readonly sheet: string | null
}
/** What a person chose of it. */
export type LayoutChoices = {
  readonly format?: ImportFormat | undefined
  readonly encoding?: TextEncoding | undefined
  readonly delimiter?: string | undefined
  readonly sheet?: string | undefined
  readonly header?: boolean | undefined
}

/** Of a file that says itself how its text is written; its sheets are told by whoever opens it. */
export function tableLayout(format: 'xlsx' | 'parquet', { header = true }: LayoutChoices): Layout {
  const text = {
    encoding: 'utf-8',
    encodingGuessed: false,
    encodingSettled: true,
    bomBytes: 0,
    newline: lineFeed,
  } as const
  return { ...text, format, formatSettled: true, delimiter: null, header, sheets: [], sheet: null }
}

/**
 * Tells by a file's name and beginning how to read it.
 * @param head unpacked, where it was compressed
 * @param whole the beginning is all there is
 * @param fallback what it is where its name does not say so
 * @throws CommandError `bad_file` for what is no text, or text of another kind
 */
export function detect(
  name: string,
  head: Buffer,
  whole: boolean,
  choices: LayoutChoices = {},
  fallback?: ImportFormat,
): Layout {
  const named = choices.format ?? formatByName(name) ?? fallback
  if (!named) throw badFile(name, 'is of a kind that cannot be imported', `Accepted are ${supported}`)
  const { encoding, bomBytes, guessed } = choices.encoding
    ? chosenEncoding(name, head, choices.encoding)
    : findEncoding(name, head)
  const body = head.subarray(bomBytes)
  if (body.length === 0) throw badFile(name, 'is empty', 'Choose a file with prompts in it')
  const text = new TextDecoder(encoding).decode(body, { stream: true })
  const format = choices.format ?? refine(named, text, whole)
  const newline = !text.includes('\n') && text.includes('\r') ? carriageReturn : lineFeed
  const formatSettled = whole || format !== 'lines' || choices.format !== undefined
  const encodingSettled = choices.encoding !== undefined || bomBytes > 0
  const delimiter =
    format === 'csv' || format === 'tsv' ? (choices.delimiter ?? (format === 'tsv' ? '\t' : delimiterOf(text))) : null
  const found = { encoding, encodingGuessed: guessed, encodingSettled, bomBytes, format, formatSettled, newline }
  return { ...found, delimiter, header: choices.header ?? true, sheets: [], sheet: null }
}

/** Spreadsheets of half of Europe write semicolons, their comma being taken. */
function delimiterOf(text: string): string {
  const [header = ''] = text
    .trimStart()
    .replace(/"[^"]*"/g, '')
    .split(/[\r\n]/, 1)
  const count = (mark: string) => header.split(mark).length
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}

/** What the content says beyond the name: a rule makes text blocks, requests are named as such, and a list may be called .jsonl. */
function refine(named: ImportFormat, text: string, whole: boolean): ImportFormat {
  if (named === 'lines') {
    const lines = text.split(/\r\n|\n|\r/)
    return (whole ? lines : lines.slice(0, -1)).some(isRule) ? 'blocks' : 'lines' // the last one may go on
  }
  if (named !== 'jsonl') return named
  if (bodyOfRequests.test(text)) return 'json'
  const [first = '', ...more] = text.split('\n').filter((line) => line.trim() !== '')
  const parsed = parseJson(first)
  if ('reason' in parsed) return first.trimStart().startsWith('[') ? 'json' : 'jsonl'
  if (Array.isArray(parsed.value)) return whole && more.length === 0 ? 'json' : 'jsonl'
  if (shapeOf(parsed.value).kind !== 'request') return 'jsonl'
  if (!isObject(parsed.value)) return 'requests'
  if (isAnthropicLine(parsed.value)) return 'anthropic-batch'
  return parsed.value.body ? 'openai-batch' : 'requests'
}
