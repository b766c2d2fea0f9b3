import { useEffect, useMemo } from 'react'
import type { LiveSectionKey } from '#shared/view'
import { scopeCounts, scopeHeld } from '../../state/scope'
import { useStore } from '../../state/store'
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
  const own = useStore((store) => store.query?.kind === 'list' && store.query.sort === undefined)
  const flat = useMemo(
    () => (body?.kind === 'list' ? flatLines(body, tab === 'ready' && !body.search && own) : null),
    [body, tab, own],
  )
  const live = useMemo(() => {
    if (body?.kind !== 'live') return noLines
    const scope = { held, backingOff: counts.backing_off, scheduled: counts.scheduled, waiting: counts.waiting }
    return liveLines(liveItems(body.sections, rows, folded, scope, overview))
  }, [body, rows, folded, counts, held, overview])
  if (body === null) return null
  return flat ?? live
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
