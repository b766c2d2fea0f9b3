import type { Json, JsonObject } from '#shared/request'
import type { Cell, Columns } from '#shared/rows'
import { idKeys } from './parse-json'

/** A row with columns. Rows of one table share their `names`. */
export type SourceRecord = {
  readonly names: Columns
  readonly cells: readonly Cell[]
  /** Of a table whose program makes numbers of what was typed: there 42 may well be a prompt. In JSON it is a mistake. */
  readonly typedByProgram?: true
}

/** Makes records of JSON objects. Rows in a row with the same keys share their names, as those of a table do. */
export function recordMaker(): (value: JsonObject) => SourceRecord {
  let last: readonly string[] = []
  let names: Columns = []
  return (value) => {
    const keys = Object.keys(value)
    if (keys.length !== last.length || keys.some((key, at) => key !== last[at])) {
      last = keys
      names = uniqueNames(keys)
    }
    return { names, cells: Object.values(value) }
  }
}

/** Names for columns of which one may be missing or come again: every one can then be chosen. Not trimmed. */
export function uniqueNames(header: readonly string[]): string[] {
  const names = new Set<string>()
  for (const [index, cell] of header.entries()) {
    const name = cell.trim() === '' ? `column ${index + 1}` : cell
    let unique = name
    for (let count = 2; names.has(unique); count += 1) unique = `${name} (${count})`
    names.add(unique)
  }
  return [...names]
}

/** What stands under a name; headers of tables write `Prompt` and `ID` as well, so if need be without regard to case. */
export function cellIn({ names, cells }: SourceRecord, name: string): Cell | undefined {
  const at = placesOf(names).get(name) ?? placesOf(names).get(name.toLowerCase())
  return at === undefined ? undefined : cells[at]
}

/** A row's own name, or null. Numbers become text: what names is not reckoned with. */
export function customIdIn(record: SourceRecord): string | null {
  for (const key of idKeys) {
    const id = cellIn(record, key)
    if (isId(id)) return String(id)
  }
  return null
}

export const isId = (id: Json | undefined): id is string | number =>
  (typeof id === 'string' && id.trim() !== '') || typeof id === 'number'

const known = new WeakMap<Columns, ReadonlyMap<string, number>>()

/** Where a name stands: as it is written, or else in small letters, of which the first wins. */
function placesOf(names: Columns): ReadonlyMap<string, number> {
  const found = known.get(names)
  if (found) return found
  const places = new Map<string, number>()
  for (const [at, name] of names.entries()) places.set(name, at)
  for (const [at, name] of names.entries()) {
    const small = name.toLowerCase()
    if (!places.has(small)) places.set(small, at)
  }
  known.set(names, places)
  return places
}
