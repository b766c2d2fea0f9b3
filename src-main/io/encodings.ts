import { isUtf8 } from 'node:buffer'
import { analyse } from 'chardet'
import type { TextEncoding } from '#shared/import'
import { badFile } from './bad-file'
import { openTail } from './utf8'

/** guessed: neither valid UTF-8, nor marked as anything; the characters are worth a look. */
export type FoundEncoding = { readonly encoding: TextEncoding; readonly bomBytes: number; readonly guessed: boolean }

const certain = (encoding: TextEncoding, bomBytes = 0): FoundEncoding => ({ encoding, bomBytes, guessed: false })
const guess = (encoding: TextEncoding): FoundEncoding => ({ encoding, bomBytes: 0, guessed: true })

/** Below this ICU's way of counting (which chardet follows) is mostly wrong on a few lines. */
const leastConfidence = 40
/** Western text is mostly ASCII: with more other letters than this, windows-1252 is a guess that makes nonsense. */
const mostWesternBytes = 0.3
const sameAs: Readonly<Record<string, TextEncoding>> = {
  ...{ 'ISO-8859-1': 'windows-1252', 'windows-1252': 'windows-1252', 'windows-1250': 'windows-1250' },
  ...{ 'ISO-8859-2': 'iso-8859-2', 'windows-1251': 'windows-1251', 'KOI8-R': 'koi8-r', Big5: 'big5' },
  ...{ Shift_JIS: 'shift_jis', 'EUC-JP': 'euc-jp', 'EUC-KR': 'euc-kr', GB18030: 'gb18030' },
}

/**
 * Tells by a file's beginning in which encoding its text is.
 * @throws CommandError `bad_file` for what is no text, or text whose encoding cannot be told
 */
export function findEncoding(name: string, head: Buffer): FoundEncoding {
  const marked = byteOrderMark(head)
  if (marked) {
    if (marked.encoding === 'utf-16le' && head.length > 3 && head.readUInt16LE(2) === 0)
      throw badFile(name, 'is UTF-32 text', 'Save it as UTF-8')
    return marked
  }
  const whole = head.subarray(0, head.length - openTail(head))
  const { even, odd, controls } = census(head)
  const valid = isUtf8(whole)
  if (!valid && isKnownBinary(head)) throw binary(name, head)
  const utf16 = even > odd ? 'utf-16be' : 'utf-16le'
  if (isUtf16(head, utf16, { even, odd, wanted: valid ? 0.4 : 0.005 })) return guess(utf16)
  if (valid ? controls > head.length * 0.3 : controls > 0) throw binary(name, head)
  if (valid) return certain('utf-8')
  if (isBrokenUtf8(whole)) return certain('utf-8') // whoever reads it refuses it, with the line
  return byStatistics(name, head)
}

/** Of bytes of a text that began as UTF-8, or null where no other encoding makes sense of them. */
export function otherEncoding(name: string, part: Buffer): TextEncoding | null {
  try {
    return isBrokenUtf8(part) ? null : byStatistics(name, part).encoding
  } catch {
    return null
  }
}

/** The mark that text begins with, if it has one. */
export function byteOrderMark(head: Buffer): FoundEncoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return certain('utf-8', 3)
  if (head[0] === 0xff && head[1] === 0xfe) return certain('utf-16le', 2)
  if (head[0] === 0xfe && head[1] === 0xff) return certain('utf-16be', 2)
  return null
}

/** Bytes that text does not hold: controls, but for tab, line ends, form feed, backspace and escape. A single NUL does not make a binary. */
const isControl = (byte: number): boolean => byte < 8 || byte === 11 || (byte > 13 && byte < 32 && byte !== 27)

/** even, odd: the share of NULs among the bytes of such places. */
function census(head: Buffer): { even: number; odd: number; controls: number } {
  const nuls = [0, 0]
  let controls = 0
  for (let at = 0; at < head.length; at += 1) {
    const byte = head[at] ?? 0 // by index: the iterator takes fifty times as long
    if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1
    if (isControl(byte)) controls += 1
  }
  const [even = 0, odd = 0] = nuls.map((count) => count / Math.ceil(head.length / 2))
  return { even, odd, controls }
}

/** Text in UTF-16 has NULs in every other place only: with all Western letters, and with the blanks and line ends of other scripts. */
function isUtf16(
  head: Buffer,
  encoding: TextEncoding,
  { even, odd, wanted }: Record<'even' | 'odd' | 'wanted', number>,
) {
  if (head.length < 4 || Math.max(even, odd) < wanted || Math.min(even, odd) > 0.05) return false
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(
      head.subarray(0, head.length - (head.length % 2) - 2),
    )
    return /[\r\n -~]/.test(text) && !/[\p{Cn}\p{Co}\ufeff]|(?![\t\n\f\r\b])\p{Cc}/u.test(text)
  } catch {
    return false
  }
}

/** More characters are whole than not: UTF-8 that something cut or mixed, in which another encoding would be nonsense. */
function isBrokenUtf8(bytes: Buffer): boolean {
  const text = bytes.toString('utf8')
  const broken = text.match(/\ufffd/g)?.length ?? 0
  const whole = text.match(/[^\0-\x7f\ufffd]/gu)?.length ?? 0
  return whole > broken
}

function byStatistics(name: string, head: Buffer): FoundEncoding {
  const [best] = analyse(head).filter((match) => match.name in sameAs)
  const encoding = best && sameAs[best.name]
  if (encoding && best.confidence >= leastConfidence && isClean(head, encoding)) return guess(encoding)
  const others = head.reduce((sum, byte) => sum + (byte > 127 ? 1 : 0), 0)
  if (others <= head.length * mostWesternBytes && isClean(head, 'windows-1252')) return guess('windows-1252')
  const line = lineOfFirstOther(head)
  throw badFile(
    name,
    `is not UTF-8 text: line ${line} holds bytes that are none, and no other encoding is likely`,
    'Choose its encoding, or save it as UTF-8',
  )
}

/** Every byte means a character: what an encoding leaves undefined is made a control by decoders, or U+FFFD. */
function isClean(bytes: Buffer, encoding: TextEncoding): boolean {
  const text = new TextDecoder(encoding).decode(bytes, { stream: true })
  return !/[\x80-\x9f\ufffd]/.test(text)
}

function lineOfFirstOther(head: Buffer): number {
  const at = head.findIndex((byte) => byte > 127)
  return (head.toString('latin1', 0, Math.max(at, 0)).match(/\r\n|\n|\r/g)?.length ?? 0) + 1
}

/** An encoding that a person chose; text, or what they say of it, is not doubted. Throws CommandError `bad_file` for what is known to be none. */
export function chosenEncoding(name: string, head: Buffer, encoding: TextEncoding): FoundEncoding {
  const marked = byteOrderMark(head)
  if (marked?.encoding === encoding) return marked
  if (!isUtf8(head) && isKnownBinary(head)) throw binary(name, head)
  return certain(encoding)
}

const signatures: readonly (readonly [start: string, kind: string, remedy: string])[] = [
  ['\x89PNG', 'a PNG image', 'Choose a text file'],
  ['\xff\xd8\xff', 'a JPEG image', 'Choose a text file'],
  ['GIF8', 'a GIF image', 'Choose a text file'],
  ['%PDF', 'a PDF document', 'Save its text as a .txt file'],
  ['PK\x03\x04', 'a zip archive or an Office document', 'Unpack it, or save the sheet as .csv'],
  ['\x1f\x8b', 'a gzip archive within another', 'Unpack it'],
  ['SQLite format 3', 'a database', 'Export its rows as .csv'],
  ['PAR1', 'a Parquet file', 'Export its rows as .jsonl'],
]

const isKnownBinary = (head: Buffer): boolean => {
  const start = head.toString('latin1', 0, 16)
  return signatures.some(([signature]) => start.startsWith(signature))
}

function binary(name: string, head: Buffer) {
  const start = head.toString('latin1', 0, 16)
  const [, kind = 'binary data', remedy = 'Choose a text file'] = signatures.find(([s]) => start.startsWith(s)) ?? []
  return badFile(name, `is ${kind}, not text`, remedy)
}
