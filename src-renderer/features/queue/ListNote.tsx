import { useEffect, useState } from 'react'
import { isSortableLong, mostSorted, ownSort, type Sort } from '#shared/list-sort'
import type { Tab } from '#shared/view'
import { formatClock, formatCount } from '../../format'
import type { RowsBody } from '../../state/rows-slice'
import { useStore } from '../../state/store'
import { refreshOrder } from '../../state/use-view'
import { Button } from '../../ui/Button'
import { metaOf } from './columns'
import { reachable } from './row-height'

/** Under the filter, where a list is not quite what was asked for: in another order, in that of a moment ago, or longer than can be scrolled. */
export function ListNote() {
  const tab = useStore((store) => store.tab)
  const body = useStore((store) => store.body)
  const asked = useStore(({ query }) => (query?.kind === 'list' ? query.sort : undefined))
  const isLate = useLasts(
    useStore(({ seq }) => seq < 0 && asked !== undefined),
    lateMs,
  )
  if (tab === 'live' || body?.kind !== 'list') return null
  const notes = isLate ? ['The list is being put in order…'] : notesOf(tab, asked, body)
  if (notes.length === 0) return null
  return (
    <div className="tn flex min-h-6 shrink-0 items-center gap-2 px-4 pb-1.5 text-xs text-ink-2">
      <p role="status">{notes.join(' ')}</p>
      {body.sortedAt !== undefined && (
        <Button size="sm" look="ghost" icon="test" aria-disabled={isLate} onClick={refreshOrder}>
          Refresh
        </Button>
      )}
    </div>
  )
}

/** Whether something has been so for a while: only what takes one is worth a word. */
function useLasts(is: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false)
  useEffect(() => {
    if (!is) return
    const timer = setTimeout(() => setLasts(true), ms)
    return () => {
      clearTimeout(timer)
      setLasts(false)
    }
  }, [is, ms])
  return is && lasts
}
const lateMs = 300

function notesOf(tab: Tab, asked: Sort | undefined, body: Extract<RowsBody, { kind: 'list' }>): string[] {
  const { total, unsorted, sortedAt } = body
  const notes: string[] = []
  if (unsorted && asked) {
    const { name } = metaOf(asked.by)
    notes.push(
      isSortableLong(asked.by)
        ? `The list could not be put in order by ${name} now, and stands in its own.`
        : `More than ${formatCount(mostSorted)} tasks are not put in order by ${name}; filter the list to have it.`,
    )
  }
  if (sortedAt !== undefined && asked)
    notes.push(`In order of ${metaOf(asked.by).name} as of ${formatClock(sortedAt)}; what changes stays in its place.`)
  if (reachable(total) < total)
    notes.push(
      `The first ${formatCount(reachable(total))} of ${formatCount(total)} are in the list. Press ${metaOf(ownSort[tab].by).name} to turn it around and see the others.`,
    )
  return notes
}
