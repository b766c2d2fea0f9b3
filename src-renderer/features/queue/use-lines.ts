import { useEffect, useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
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
  // Of the overview only what the lines tell: most of it changes ten times a second while answers come, and each change would draw them anew.
  const waits = useStore(
    useShallow((store) => {
      const { backing_off: backingOff, scheduled, waiting } = scopeCounts(store)
      return { backingOff, scheduled, waiting, held: scopeHeld(store) }
    }),
  )
  const gates = useStore(({ overview }) => overview?.gates)
  const heldByGate = useStore(({ overview }) => overview?.heldByGate)
  const providers = useStore(({ overview }) => overview?.providers)
  const firstStart = useFirstStart()
  const own = useStore((store) => store.query?.kind === 'list' && store.query.sort === undefined)
  const flat = useMemo(
    () => (body?.kind === 'list' ? flatLines(body, tab === 'ready' && !body.search && own) : null),
    [body, tab, own],
  )
  const live = useMemo(() => {
    if (body?.kind !== 'live') return noLines
    const overview = gates && heldByGate && providers ? { gates, heldByGate, providers } : null
    return liveLines(liveItems(body.sections, rows, folded, { ...waits, firstStart }, overview))
  }, [body, rows, folded, waits, firstStart, gates, heldByGate, providers])
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
