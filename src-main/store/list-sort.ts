import { ownSort, type Sort, type SortColumn } from '#shared/list-sort'
import type { Tab } from '#shared/view'

/** What stands in the column that says how long something takes: the answer of what ended well, else the moment that counts in that tab. */
const clocks: Readonly<Record<Tab, string>> = {
  all: 't.answer_ms',
  running: '-t.started_at', // longer is since earlier
  waiting: 't.run_at',
  ready: 't.id',
  done: 't.answer_ms',
  dead: 't.failure_status',
  cancelled: 't.answer_ms',
}
const values: Readonly<Record<Exclude<SortColumn, 'clock'>, string>> = {
  prompt: 't.title COLLATE NOCASE',
  source: 't.batch_id * 10000000 + t.position',
  lane: 't.lane',
  model: '(SELECT g.model FROM gates g WHERE g.id = t.gate_id) COLLATE NOCASE',
  attempt: 't.attempts',
  tokensIn: 't.tokens_in',
  tokensOut: 't.tokens_out',
  cost: 'nullif(t.cost, 0)',
  age: '-coalesce(t.settled_at, t.created_at)', // older is since earlier
}

/** ORDER BY of tasks `t`: what has no value comes last either way, and what is equal stands by its id. For lists of few rows: see `mostSorted`. */
export function orderBy(tab: Tab, { by, desc }: Sort): string {
  const value = columnValue(tab, by)
  return `${value.replace(' COLLATE NOCASE', '')} IS NULL, ${value}${desc ? ' DESC' : ''}, t.id`
}

/** What a column has of a task `t`. */
export const columnValue = (tab: Tab, by: SortColumn): string => (by === 'clock' ? clocks[tab] : values[by])

/** Whether that is the tab's own order, the same from its end, or another. */
export function kindOf(tab: Tab, sort: Sort | undefined): 'own' | 'reversed' | 'other' {
  const own = ownSort[tab]
  if (!sort || (sort.by === own.by && sort.desc === own.desc)) return 'own'
  return sort.by === own.by ? 'reversed' : 'other'
}
