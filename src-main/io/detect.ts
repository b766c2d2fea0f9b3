import { isUtf8 } from 'node:buffer'
import { extname } from 'node:path'
import type { ImportFormat } from '#shared/import'
import { badFile } from './bad-file'
import { shapeOf } from './json-shape'
import { parseJson } from './parse-json'
import { isRule } from './read-txt'
import { openTail } from './utf8'

/** How much of a file is looked at to tell what it is. */
export const headBytes = 64 * 1024
const lineFeed = 10
const carriageReturn = 13

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'
/** How a file is to be read. */
export type Layout = {
  readonly encoding: Encoding
  readonly bomBytes: number
  readonly format: ImportFormat
  readonly formatSettled: boolean // false for text whose later part may still hold a rule, which makes it blocks
  readonly newline: number // the byte that ends a line: LF (after which a CR is cut off), or CR where the file has no LF
}

const formatOf = new Map<string, ImportFormat>([
  ['.txt', 'lines'],
  ['.md', 'document'],
  ['.markdown', 'document'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.json', 'json'],
  ['.csv', 'csv'],
  ['.tsv', 'tsv'],
])
export const supported = '.txt, .md, .jsonl, .ndjson, .json, .csv and .tsv'
export const extensionOf = (name: string): string => extname(name).toLowerCase()
export const isSupported = (extension: string): boolean => formatOf.has(extension)

/**
 * Tells by a file's name and beginning how to read it.
 * @param whole the beginning is all there is
 * @throws CommandError `bad_file` for what is no text, or text of another kind
 */
export function detect(name: string, head: Buffer, whole: boolean): Layout {
  const named = formatOf.get(extensionOf(name))
  if (!named) throw badFile(name, 'is of a kind that cannot be imported', `Accepted are ${supported}`)
  const { encoding, bomBytes } = encodingOf(head)
  const body = head.subarray(bomBytes)
  if (body.length === 0) throw badFile(name, 'is empty', 'Choose a file with prompts in it')
  refuseBinary(name, head, encoding)
  const text = new TextDecoder(encoding).decode(body)
  const format = refine(named, text, whole)
  const newline = !text.includes('\n') && text.includes('\r') ? carriageReturn : lineFeed
  return { encoding, bomBytes, format, formatSettled: whole || format !== 'lines', newline }
}

function encodingOf(head: Buffer): { encoding: Encoding; bomBytes: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bomBytes: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bomBytes: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bomBytes: 2 }
  return { encoding: 'utf-8', bomBytes: 0 }
}

/** What the content says beyond the name: a rule makes text blocks, requests are named as such, and a list may be called .jsonl. */
function refine(named: ImportFormat, text: string, whole: boolean): ImportFormat {
  if (named === 'lines') {
    const lines = text.split(/\r\n|\n|\r/)
    return (whole ? lines : lines.slice(0, -1)).some(isRule) ? 'blocks' : 'lines' // the last one may go on
  }
  if (named !== 'jsonl') return named
  const [first = '', ...more] = text.split('\n').filter((line) => line.trim() !== '')
  const parsed = parseJson(first)
  if ('reason' in parsed) return first.trimStart().startsWith('[') ? 'json' : 'jsonl'
  if (Array.isArray(parsed.value)) return whole && more.length === 0 ? 'json' : 'jsonl'
  if (shapeOf(parsed.value).kind !== 'request') return 'jsonl'
  return typeof parsed.value === 'object' && parsed.value?.body ? 'openai-batch' : 'requests'
}

const signatures: readonly (readonly [start: string, kind: string, remedy: string])[] = [
  ['\x89PNG', 'a PNG image', 'Choose a text file'],
  ['\xff\xd8\xff', 'a JPEG image', 'Choose a text file'],
  ['GIF8', 'a GIF image', 'Choose a text file'],
  ['%PDF', 'a PDF document', 'Save its text as a .txt file'],
  ['PK\x03\x04', 'a zip archive or an Office document', 'Unpack it, or save the sheet as .csv'],
  ['\x1f\x8b', 'a gzip archive', 'Unpack it'],
  ['SQLite format 3', 'a database', 'Export its rows as .csv'],
  ['PAR1', 'a Parquet file', 'Export its rows as .jsonl'],
]

/** Bytes that text does not hold: controls, but for tab, line ends, form feed, backspace and escape. A single NUL does not make a binary. */
const isControl = (byte: number): boolean => byte < 8 || byte === 11 || (byte > 13 && byte < 32 && byte !== 27)

function refuseBinary(name: string, head: Buffer, encoding: Encoding): void {
  if (encoding !== 'utf-8') {
    if (encoding !== 'utf-16le' || head.readUInt16LE(Math.min(2, head.length - 2)) !== 0) return
    throw badFile(name, 'is UTF-32 text', 'Save it as UTF-8')
  }
  const nuls = [0, 0]
  let controls = 0
  for (const [at, byte] of head.entries()) {
    if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1
    if (isControl(byte)) controls += 1
  }
  const [even = 0, odd = 0] = nuls.map((count) => count / Math.ceil(head.length / 2))
  // Western text in UTF-16 has a NUL in every other place.
  if (head.length >= 4 && Math.max(even, odd) > 0.4 && Math.min(even, odd) < 0.05) {
    throw badFile(name, 'seems to be UTF-16 text without a byte order mark', 'Save it as UTF-8')
  }
  const valid = isUtf8(head.subarray(0, head.length - openTail(head)))
  if (valid ? controls < head.length * 0.3 : controls === 0) return
  const start = head.toString('latin1', 0, 16)
  const [, kind = 'binary data', remedy = 'Choose a text file'] = signatures.find(([s]) => start.startsWith(s)) ?? []
  throw badFile(name, `is ${kind}, not text`, remedy)
}
