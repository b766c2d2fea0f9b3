import { mostSorted, ownSort } from '#shared/list-sort'
import { formatCount } from '../../format'
import { useStore } from '../../state/store'
import { metaOf } from './columns'
import { reachable } from './row-height'

/** Under the filter, where a list is not quite what was asked for: in another order, or longer than can be scrolled. */
export function ListNote() {
  const tab = useStore((store) => store.tab)
  const total = useStore(({ body }) => (body?.kind === 'list' ? body.total : 0))
  const asked = useStore(({ query }) => (query?.kind === 'list' ? query.sort : undefined))
  const isUnsorted = useStore(({ body }) => body?.kind === 'list' && body.unsorted === true)
  if (tab === 'live') return null
  const notes: string[] = []
  if (isUnsorted && asked)
    notes.push(
      `More than ${formatCount(mostSorted)} tasks are not put in order by ${metaOf(asked.by).name}; filter the list to have it.`,
    )
  if (reachable(total) < total)
    notes.push(
      `The first ${formatCount(reachable(total))} of ${formatCount(total)} are in the list. Press ${metaOf(ownSort[tab].by).name} to turn it around and see the others.`,
    )
  if (notes.length === 0) return null
  return (
    <p role="status" className="tn shrink-0 px-4 pb-1.5 text-xs text-ink-2">
      {notes.join(' ')}
    </p>
  )
}
