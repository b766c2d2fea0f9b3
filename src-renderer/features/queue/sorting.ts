import { isSortableLong, mostSorted, ownSort, type Sort, type SortColumn } from '#shared/list-sort'
import type { Tab } from '#shared/view'
import { formatCount } from '../../format'
import type { RowsBody } from '../../state/rows-slice'

/** Of these the largest are looked for first. */
const largestFirst: ReadonlySet<SortColumn> = new Set(['attempt', 'tokensIn', 'tokensOut', 'cost'])

/** The order that a list is in. */
export const orderIn = (tab: Tab, sorts: Partial<Record<Tab, Sort>>, body: RowsBody | null): Sort =>
  (body?.kind === 'list' && body.unsorted ? undefined : sorts[tab]) ?? ownSort[tab]

/** What the next press on a column asks for: its first direction, then the other one, then the tab's own order (null). */
export function nextSort(tab: Tab, current: Sort, by: SortColumn): Sort | null {
  const own = ownSort[tab]
  const first = by === own.by ? own.desc : largestFirst.has(by)
  if (current.by !== by) return by === own.by ? null : { by, desc: first }
  if (current.desc === first) return { by, desc: !first }
  return null
}

/** Why a list cannot be put in order by that column; null where it can: what a filter found only while that is all of it, and long lists by
 *  all but their prompts. */
export function whyUnsorted(tab: Tab, by: SortColumn, body: RowsBody | null): string | null {
  if (by === ownSort[tab].by || body?.kind !== 'list') return null
  if (body.search)
    return body.search.capped ? 'The filter finds too many tasks to put in order. Add a word to it first.' : null
  if (body.total <= mostSorted || isSortableLong(by)) return null
  return `Up to ${formatCount(mostSorted)} tasks can be put in order by this. Filter the list first.`
}
