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

/** Lists of up to so many rows are put in order by any column, always as they are: about 4 ms, ten times a second at most. More would need an
 *  index each, which every task on its way would have to keep up. Longer ones are put in order once, as they are at that moment, by a thread. */
export const mostSorted = 2_000

/** What also long lists can be put in order by. Not by their prompts: a million texts in memory are too much for a glance. */
export const isSortableLong = (by: SortColumn): boolean => by !== 'prompt'
