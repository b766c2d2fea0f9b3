import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { type EarlierLine, lineSchemas, ReceiptCounts, ReceiptHead } from '#shared/receipt'
import { CommandError } from '#shared/result'

/** A receipt's parts come in this order: the head, its lines, and what its end says. */
export type ReceiptPart =
  | { readonly kind: 'head'; readonly head: ReceiptHead }
  | { readonly kind: 'line'; readonly line: EarlierLine }
  | { readonly kind: 'end'; readonly counts: ReceiptCounts; readonly whole: boolean } // whole: the digest fits the bytes

const chunkBytes = 256 * 1024
/** Longer than any line that is written: a custom id is the only part without a fixed size. */
const longestLine = 16 * 1024 * 1024
const digestLine = /^"digest":"([0-9a-f]{64})"\}$/

/** Reads a receipt file piece by piece. @throws CommandError 'bad_file' for a file that is no receipt, with the line that does not fit */
export function* readReceipt(path: string): Generator<ReceiptPart, void> {
  const digest = createHash('sha256')
  const refuse = (what: string) =>
    new CommandError('bad_file', `${path} is not a receipt as Trilane writes it: ${what}. Nothing was compared.`)
  let head = ''
  let part: 'head' | 'lines' | 'end' = 'head'
  let version: ReceiptHead['version'] = 1
  let counts: ReceiptCounts | null = null
  let number = 0
  for (const { text, bytes } of linesOf(path)) {
    number++
    const ended = counts && digestLine.exec(text)
    if (counts && ended) {
      yield { kind: 'end', counts, whole: ended[1] === digest.digest('hex') }
      return
    }
    digest.update(bytes)
    const json = (source: string) => parse(source, () => refuse(`line ${number} cannot be read`))
    if (part === 'head') {
      head += text
      if (text === '"tasks":[') {
        const read = headOf(json(`${head}]}`), refuse)
        version = read.version
        yield { kind: 'head', head: read }
        part = 'lines'
      } else if (number > 20) throw refuse('its beginning is missing')
    } else if (part === 'lines' && text === '],') part = 'end'
    else if (part === 'lines') {
      if (text === '') continue // a batch without tasks
      const line = lineOf(json(text.endsWith(',') ? text.slice(0, -1) : text), version)
      if (!line) throw refuse(`line ${number} does not describe a task`)
      yield { kind: 'line', line }
    } else {
      const end = ReceiptCounts.safeParse((json(`{${text.replace(/,$/, '')}}`) as { counts?: unknown }).counts)
      if (!end.success || counts) throw refuse(`line ${number} cannot be read`)
      counts = end.data
    }
  }
  throw refuse('its end is missing')
}

/** Which batch a receipt is of. @throws CommandError 'bad_file' */
export function readReceiptHead(path: string): ReceiptHead {
  const parts = readReceipt(path)
  const { value } = parts.next()
  parts.return()
  if (value?.kind !== 'head') throw new Error('a receipt begins with its head')
  return value.head
}

function headOf(value: unknown, refuse: (what: string) => CommandError): ReceiptHead {
  const head = ReceiptHead.safeParse(value)
  if (!head.success) throw refuse('its beginning does not fit, or it is of a newer Trilane')
  if (!isDeepStrictEqual(head.data.fields, fieldsOf(head.data.version)))
    throw refuse('its fields are not the ones of this version')
  return head.data
}

const fieldsOf = (version: ReceiptHead['version']): string[] => Object.keys(lineSchemas[version].shape)

function lineOf(value: unknown, version: ReceiptHead['version']): EarlierLine | null {
  const fields = fieldsOf(version)
  if (!Array.isArray(value) || value.length !== fields.length) return null
  const line = lineSchemas[version].safeParse(Object.fromEntries(fields.map((field, index) => [field, value[index]])))
  return line.success ? line.data : null
}

function parse(source: string, fail: () => CommandError): unknown {
  try {
    return JSON.parse(source)
  } catch {
    throw fail()
  }
}

/** Each line without its line feed, with the bytes that it took in the file. */
function* linesOf(path: string): Generator<{ text: string; bytes: Buffer }> {
  const file = openFile(path)
  try {
    let rest = Buffer.alloc(0)
    const chunk = Buffer.alloc(chunkBytes)
    for (;;) {
      const read = readSync(file, chunk)
      if (read === 0) break
      rest = Buffer.concat([rest, chunk.subarray(0, read)])
      let start = 0
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
        yield { text: rest.toString('utf8', start, end), bytes: rest.subarray(start, end + 1) }
        start = end + 1
      }
      rest = rest.subarray(start)
      if (rest.length > longestLine) throw new CommandError('bad_file', `${path} is no receipt: it has no lines.`)
    }
    if (rest.length > 0) yield { text: rest.toString('utf8'), bytes: rest }
  } finally {
    closeSync(file)
  }
}

function openFile(path: string): number {
  try {
    const file = openSync(path, 'r')
    if (fstatSync(file).isFile()) return file
    closeSync(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new CommandError('bad_file', `${path} cannot be read (${code}).`)
  }
  throw new CommandError('bad_file', `${path} is no file.`)
}
