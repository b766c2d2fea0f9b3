import { useMemo } from 'react'
import type { LiveSectionKey } from '#shared/view'
import { scopeCounts, scopeHeld } from '../../state/scope'
import { useStore } from '../../state/store'
import { flatLines, type Lines, liveLines } from './lines'
import { liveItems } from './live-items'
import { useCalm } from './use-calm'

const noLines = liveLines([])
/** Rows stay put under the pointer for at most this long. */
const calmMs = 2_000

/** The lines of the table as it is now; null before the first answer. */
export function useLines(folded: ReadonlySet<LiveSectionKey>, pointerOver: boolean): Lines | null {
  const newest = useStore((store) => store.body)
  const body = useCalm(newest, pointerOver && newest?.kind === 'live', calmMs)
  const rows = useStore((store) => store.rows)
  const tab = useStore((store) => store.tab)
  const counts = useStore(scopeCounts)
  const held = useStore(scopeHeld)
  const overview = useStore((store) => store.overview)
  const flat = useMemo(
    () => (body?.kind === 'list' ? flatLines(body, tab === 'ready' && !body.search) : null),
    [body, tab],
  )
  const live = useMemo(() => {
    if (body?.kind !== 'live') return noLines
    const scope = { held, backingOff: counts.backing_off, scheduled: counts.scheduled, waiting: counts.waiting }
    return liveLines(liveItems(body.sections, rows, folded, scope, overview))
  }, [body, rows, folded, counts, held, overview])
  if (body === null) return null
  return flat ?? live
}
