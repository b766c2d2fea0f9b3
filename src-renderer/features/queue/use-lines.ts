import { useEffect, useMemo } from 'react'
import type { LiveSectionKey } from '#shared/view'
import { formatStart } from '../../format'
import { scopeCounts, scopeHeld } from '../../state/scope'
import { useStore } from '../../state/store'
import { useAhead, useNow } from '../../use-now'
import { flatLines, type Lines, liveLines } from './lines'
import { liveItems } from './live-items'

const noLines = liveLines([])
/** Rows stay put under the pointer for at most this long. */
const calmMs = 2_000

/** The lines of the table as it is now; null before the first answer. */
export function useLines(folded: ReadonlySet<LiveSectionKey>, pointerOver: boolean): Lines | null {
  useCalm(pointerOver)
  const body = useStore((store) => store.body)
  const rows = useStore((store) => store.rows)
  const tab = useStore((store) => store.tab)
  const counts = useStore(scopeCounts)
  const held = useStore(scopeHeld)
  const overview = useStore((store) => store.overview)
  const firstStart = useFirstStart()
  const own = useStore((store) => store.query?.kind === 'list' && store.query.sort === undefined)
  const flat = useMemo(
    () => (body?.kind === 'list' ? flatLines(body, tab === 'ready' && !body.search && own) : null),
    [body, tab, own],
  )
  const live = useMemo(() => {
    if (body?.kind !== 'live') return noLines
    const scope = {
      held,
      backingOff: counts.backing_off,
      scheduled: counts.scheduled,
      waiting: counts.waiting,
      firstStart,
    }
    return liveLines(liveItems(body.sections, rows, folded, scope, overview))
  }, [body, rows, folded, counts, held, overview, firstStart])
  if (body === null) return null
  return flat ?? live
}

/** When the first of all that are scheduled starts; of one batch alone nobody tells. */
function useFirstStart(): string | null {
  const at = useStore(({ overview, batchId }) => {
    const starts = batchId === null ? (overview?.lanes ?? []).flatMap(({ nextStartAt }) => nextStartAt ?? []) : []
    return starts.length > 0 ? Math.min(...starts) : null
  })
  const ahead = useAhead(at)
  const now = useNow()
  return ahead === null ? null : formatStart(ahead, now)
}

/** What is pointed at does not move away: a new order waits until the pointer leaves, and is shown every so often meanwhile. */
function useCalm(held: boolean) {
  useEffect(() => {
    const { holdOrder, showNewest } = useStore.getState()
    if (!held) return
    holdOrder(true)
    // An interval of its own: a timer that each change restarts would never fire while work streams in.
    const timer = setInterval(showNewest, calmMs)
    return () => {
      clearInterval(timer)
      holdOrder(false)
    }
  }, [held])
}
