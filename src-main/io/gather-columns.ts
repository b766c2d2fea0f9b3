import type { Cell, Columns, SourceCells } from '#shared/rows'
import type { SourceRecord } from './record'

/** Each row's cells stand in the order of all columns, so ever new keys would make every row as long as the file has rows. */
const mostColumns = 2_000

/**
 * Gathers the columns of one import, over all of its files, in the order of their first appearance, and puts each row's cells in
 * that order. Null for a row whose columns would be too many; a single table may be as wide as it is.
 */
export function gatherColumns() {
  let columns: Columns = []
  const placeOf = new Map<string, number>()
  let last: { names: Columns; places: readonly number[]; inOrder: boolean } = { names: [], places: [], inOrder: true }

  function placesOf(names: Columns): typeof last | null {
    if (names === last.names) return last
    const added = names.filter((name) => !placeOf.has(name))
    if (added.length > 0) {
      if (columns.length + added.length > Math.max(mostColumns, names.length)) return null
      for (const name of added) placeOf.set(name, placeOf.size)
      columns = [...columns, ...added]
    }
    const places = names.map((name) => placeOf.get(name) ?? 0)
    last = { names, places, inOrder: places.every((place, at) => place === at) }
    return last
  }

  return (record: SourceRecord, file: string, line: number): SourceCells | null => {
    const found = placesOf(record.names)
    if (!found) return null
    if (found.inOrder) return { columns, cells: record.cells, file, line }
    const cells: Cell[] = Array(Math.max(...found.places) + 1).fill(null)
    for (const [at, place] of found.places.entries()) cells[place] = record.cells[at] ?? null
    return { columns, cells, file, line }
  }
}

export type GatherColumns = ReturnType<typeof gatherColumns>
export const tooManyColumns = `its keys would make more than ${mostColumns} different columns`
