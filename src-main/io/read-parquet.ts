import { type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { z } from 'zod'
import type { Json } from '#shared/request'
import type { Cell } from '#shared/rows'
import { badFile } from './bad-file'
import type { RandomAccess } from './random-access'
import { uniqueNames } from './record'
import { rejected, type SourceRow } from './source-row'

/** A group of rows is unpacked whole, and becomes several times as large as values. */
const mostGroupBytes = 256 * 1024 * 1024
/** So many rows at a time are handed on. */
const rowsAtOnce = 1_000

/**
 * The rows of a Parquet file, each at its number from 1. Integers beyond what JavaScript counts exactly come as text, moments as
 * ISO text, bytes as base64; lists and structs are JSON.
 * @param onShare what part of the rows was read so far, 0 to 1
 * @throws CommandError `bad_file` for what is damaged, or holds a group of rows that is too large to be unpacked
 */
export async function* readParquet(
  name: string,
  file: RandomAccess,
  { signal, onShare }: { signal: AbortSignal; onShare: (share: number) => void },
): AsyncGenerator<SourceRow[]> {
  const buffer = {
    byteLength: file.size,
    slice: async (start: number, end = file.size) => exactly(await file.read(start, end)),
  }
  const metadata = await orDamaged(name, signal, () => parquetMetadataAsync(buffer))
  const top = topColumns(metadata)
  const names = uniqueNames(top)
  let first = 0
  for (const group of metadata.row_groups) {
    const bytes = Number(group.total_byte_size)
    if (bytes > mostGroupBytes) {
      const problem = `has a group of rows of ${Math.ceil(bytes / 1_000_000)} MB, and each is unpacked whole; 268 MB can be`
      throw badFile(name, problem, 'Write it again with smaller row groups, or as .csv')
    }
    const end = first + Number(group.num_rows)
    const options = { file: buffer, metadata, compressors, parsers, rowStart: first, rowEnd: end }
    const rows = await orDamaged(name, signal, () => parquetReadObjects(options))
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      signal.throwIfAborted()
      const some = rows.slice(at, at + rowsAtOnce)
      yield some.map((row, index): SourceRow => {
        const line = first + at + index + 1
        const cells = top.map((column) => cellOf(row[column]))
        const deep = cells.indexOf(undefined)
        return cells.every((cell) => cell !== undefined)
          ? { line, kind: 'record', names, cells, typedByProgram: true }
          : { line, ...rejected(`“${names[deep]}” is nested deeper than ${deepest} levels`) }
      })
      onShare((first + at + some.length) / Math.max(Number(metadata.num_rows), 1))
    }
    first = end
  }
}

/** Columns, and not what is in them where they are lists or structs. */
function topColumns({ schema }: FileMetaData): string[] {
  const [root] = schema
  const names: string[] = []
  let at = 1
  const skip = () => {
    const children = schema[at]?.num_children ?? 0
    at += 1
    for (let child = 0; child < children; child += 1) skip()
  }
  for (let column = 0; column < (root?.num_children ?? 0); column += 1) {
    names.push(schema[at]?.name ?? '')
    skip()
  }
  return names
}

async function orDamaged<T>(name: string, signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Error && error.name === 'CommandError') throw error
    const said = (error instanceof Error ? error.message : String(error)).slice(0, 100)
    throw badFile(name, `is a damaged Parquet file (${said})`, 'Write it again, or export its rows as .jsonl')
  }
}

const exactly = (bytes: Buffer): ArrayBuffer =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer

/** Moments keep all their digits; what has no zone is told without one. */
const fraction = (part: bigint, digits: number) => (part === 0n ? '' : `.${String(part).padStart(digits, '0')}`)
const moment = (seconds: bigint, rest: string): string => {
  const date = new Date(Number(seconds) * 1_000)
  return Number.isNaN(date.getTime()) ? String(seconds) : `${date.toISOString().slice(0, 19).replace('T', ' ')}${rest}`
}
const split = (value: bigint, unit: bigint): [bigint, bigint] => {
  const rest = ((value % unit) + unit) % unit
  return [(value - rest) / unit, rest]
}
const momentIn = (value: bigint, unit: bigint, digits: number) => {
  const [seconds, rest] = split(value, unit)
  return moment(seconds, fraction(rest, digits))
}
const parsers = {
  timestampFromMilliseconds: (value: bigint) => momentIn(value, 1_000n, 3),
  timestampFromMicroseconds: (value: bigint) => momentIn(value, 1_000_000n, 6),
  timestampFromNanoseconds: (value: bigint) => momentIn(value, 1_000_000_000n, 9),
  dateFromDays: (days: number) => moment(BigInt(days) * 86_400n, '').slice(0, 10),
}

const deepest = 100

/** A value as JSON holds it; undefined where it is nested too deeply. */
function cellOf(value: unknown, depth = 0): Cell | undefined {
  if (depth > deepest) return undefined
  switch (typeof value) {
    case 'string':
      return value.toWellFormed()
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    default:
      return value === null || value === undefined ? null : objectCell(value, depth)
  }
}

function objectCell(value: unknown, depth: number): Cell | undefined {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const list = Array.from(value as Iterable<unknown>, (each) => cellOf(each, depth + 1))
    return list.every((each) => each !== undefined) ? list : undefined
  }
  const entries = Object.entries(z.record(z.string(), z.unknown()).parse(value))
  const object: { [key: string]: Json } = {}
  for (const [key, each] of entries) {
    const cell = cellOf(each, depth + 1)
    if (cell === undefined) return undefined
    object[key] = cell
  }
  return object
}
