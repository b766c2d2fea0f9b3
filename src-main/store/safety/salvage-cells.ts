// Entries of one b-tree page, as sqlite.org/fileformat.html describes them in 1.6 and 2.1. Nothing that a page says is believed: what does
// not add up to the last byte is no entry.

/** The page of that number; null for one that is not there. */
export type PageReader = (number: number) => Buffer | null
export type Entry = {
  readonly rowid: number | null // of a row of a table with rowids
  readonly page: Buffer
  readonly at: number // where its content begins
  readonly length: number // of the content, of which `local` bytes are on this page
  readonly local: number
}
export type Fields = readonly unknown[]

const leafOfTable = 13
const leafOfIndex = 10
const innerOfIndex = 2 // its entries are rows as well, where the index is a table without rowids

/** Which sort of b-tree a page holds rows of; null for any other page. */
export function kindOf(page: Buffer): 'table' | 'index' | null {
  if (page[0] === leafOfTable) return 'table'
  return page[0] === leafOfIndex || page[0] === innerOfIndex ? 'index' : null
}

export function entriesOf(page: Buffer): Entry[] {
  const type = page[0]
  const header = type === innerOfIndex ? 12 : 8
  const count = Math.min(page.readUInt16BE(3), Math.floor((page.length - header) / 2))
  const entries: Entry[] = []
  for (let n = 0; n < count; n++) {
    const at = page.readUInt16BE(header + 2 * n)
    if (at < header + 2 * count) continue
    const entry = entryAt(page, at + (type === innerOfIndex ? 4 : 0), type === leafOfTable)
    if (entry) entries.push(entry)
  }
  return entries
}

function entryAt(page: Buffer, start: number, isTable: boolean): Entry | null {
  const length = varint(page, start)
  const rowid = length && isTable ? varint(page, length.end) : null
  if (!length || (isTable && !rowid)) return null
  const at = (rowid ?? length).end
  const local = localBytes(length.value, page.length, isTable)
  const end = at + local + (local < length.value ? 4 : 0)
  return end <= page.length ? { rowid: rowid?.value ?? null, page, at, length: length.value, local } : null
}

/** How much of an entry's content is on its own page. */
function localBytes(length: number, pageSize: number, isTable: boolean): number {
  const most = isTable ? pageSize - 35 : Math.floor(((pageSize - 12) * 64) / 255) - 23
  if (length <= most) return length
  const least = Math.floor(((pageSize - 12) * 32) / 255) - 23
  const fitting = least + ((length - least) % (pageSize - 4))
  return fitting <= most ? fitting : least
}

/** STRICT's names of the types of an entry's fields; null when its content contradicts itself. */
export function typesOf(entry: Entry): string[] | null {
  return codesOf(entry)?.map(typeOf) ?? null
}

function codesOf({ page, at, length, local }: Entry): number[] | null {
  const header = varint(page, at)
  if (!header || header.value > local) return null
  const codes: number[] = []
  let next = header.end
  let total = header.value
  while (next < at + header.value) {
    const code = varint(page, next)
    if (!code || code.value === 10 || code.value === 11) return null
    codes.push(code.value)
    total += sizeOf(code.value)
    next = code.end
  }
  return next === at + header.value && total === length ? codes : null
}

const intSizes = [0, 1, 2, 3, 4, 6, 8]
const sizeOf = (code: number) => (code >= 12 ? (code - 12) >> 1 : code === 7 ? 8 : (intSizes[code] ?? 0))

function typeOf(code: number): string {
  if (code >= 12) return code % 2 === 0 ? 'BLOB' : 'TEXT'
  if (code === 0) return 'NULL'
  return code === 7 ? 'REAL' : 'INTEGER'
}

/** What an entry holds, its pages elsewhere included; null when a part of it cannot be had. */
export function fieldsOf(entry: Entry, page: PageReader): Fields | null {
  const codes = codesOf(entry)
  const content = codes && contentOf(entry, page)
  if (!content) return null
  let at = varint(content, 0)?.value ?? 0
  const fields: unknown[] = []
  for (const code of codes) {
    const field = fieldAt(content, at, code)
    if (field === undefined) return null
    fields.push(field)
    at += sizeOf(code)
  }
  return fields
}

function contentOf({ page: own, at, length, local }: Entry, page: PageReader): Buffer | null {
  const parts = [own.subarray(at, at + local)]
  const visited = new Set<number>()
  let missing = length - local
  let next = missing > 0 ? own.readUInt32BE(at + local) : 0
  while (missing > 0) {
    const more = visited.has(next) ? null : page(next)
    if (!more) return null
    visited.add(next)
    const part = more.subarray(4, 4 + Math.min(missing, more.length - 4))
    parts.push(part)
    missing -= part.length
    next = more.readUInt32BE(0)
  }
  return parts.length === 1 ? (parts[0] ?? null) : Buffer.concat(parts)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Undefined for what the app never stores: a text that is none, a number that JavaScript cannot hold. */
function fieldAt(content: Buffer, at: number, code: number): unknown {
  if (code === 0) return null
  if (code === 8 || code === 9) return code - 8
  if (code === 7) return content.readDoubleBE(at)
  if (code >= 12) {
    const bytes = content.subarray(at, at + sizeOf(code))
    if (code % 2 === 0) return Buffer.from(bytes)
    try {
      return utf8.decode(bytes)
    } catch {
      return
    }
  }
  const size = sizeOf(code)
  const value = size === 8 ? Number(content.readBigInt64BE(at)) : content.readIntBE(at, size)
  return Number.isSafeInteger(value) ? value : undefined
}

/** A number of 1 to 9 bytes, and where it ends. Null past the page's end, and for one that no length and no id of ours can be. */
function varint(bytes: Buffer, at: number): { value: number; end: number } | null {
  let value = 0
  for (let n = 0; n < 8; n++) {
    const byte = bytes[at + n]
    if (byte === undefined) return null
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, end: at + n + 1 } : null
  }
  return null
}
