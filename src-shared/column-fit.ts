import type { Columns } from './rows'
import { placeOf } from './template-body'

/** How the columns of rows that are added fit those of their batch, by their names. */
export type ColumnFit = {
  readonly dropped: Columns // the batch has no such column: it is left out
  readonly empty: Columns // only the batch has it: it stays empty in the rows that are added
}

export function columnFit(added: Columns, own: Columns): ColumnFit {
  const places = new Set(own.map((name) => placeOf(added, name)))
  return {
    dropped: added.filter((_, at) => !places.has(at)),
    empty: own.filter((name) => placeOf(added, name) === undefined),
  }
}
