import type { Tab } from './view'

// Imports nothing at run time: the search's thread runs as plain TypeScript in tests, where relative names are not resolved.

/** What a list can be put in order by: the columns of the table that have values. */
export const sortColumns = [
  'prompt',
  'source',
  'lane',
  'model',
  'attempt',
  'clock',
  'tokensIn',
  'tokensOut',
  'cost',
  'age',
] as const
export type SortColumn = (typeof sortColumns)[number]
export type Sort = { readonly by: SortColumn; readonly desc: boolean }

/** The order that each tab has by itself. An index gives it from either end, so it and its reverse are there for lists of any length. */
export const ownSort: Readonly<Record<Tab, Sort>> = {
  all: { by: 'source', desc: false },
  running: { by: 'clock', desc: true }, // the longest first
  waiting: { by: 'clock', desc: false }, // the soonest first
  ready: { by: 'clock', desc: false }, // as they stand in line
  done: { by: 'age', desc: false }, // the newest first
  dead: { by: 'age', desc: false },
  cancelled: { by: 'age', desc: false },
}

/** Lists of up to so many rows are put in order by any column: about 4 ms, ten times a second at most. More would need an index each, which
 *  every task on its way would have to keep up. */
export const mostSorted = 2_000
