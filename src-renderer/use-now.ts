import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { clock } from './clock'

type Precision = 1_000 | 100
/** Below this, what is left is worth a tick of 100 ms. */
const fineBelowMs = 10_000

/** The present, in epoch milliseconds, from the one shared clock; ticks each second, or each 100 ms where asked. */
export function useNow(precision: Precision = 1_000): number {
  const subscribe = useCallback((listener: () => void) => clock.subscribe(listener, precision), [precision])
  return useSyncExternalStore(subscribe, () => clock.now(precision))
}

/** Milliseconds until a moment, never negative; null without one. */
export function useRemaining(until: number | null): number | null {
  const near = useNear(until, 1)
  const now = useNow(near ? 100 : 1_000)
  return until === null ? null : Math.max(0, until - now)
}

/** Milliseconds since a moment, never negative. */
export function useElapsed(since: number): number {
  const near = useNear(since, -1)
  const now = useNow(near ? 100 : 1_000)
  return Math.max(0, now - since)
}

/** Whether a moment is less than ten seconds away; asks for the finer clock only then. */
function useNear(at: number | null, sign: 1 | -1): boolean {
  const isNear = () => at !== null && (at - clock.now(1_000)) * sign < fineBelowMs + 1_000
  const subscribe = useCallback((listener: () => void) => clock.subscribe(listener, 1_000), [])
  return useSyncExternalStore(subscribe, isNear)
}

/** A moment while it is ahead; null without one, and from then on. Draws anew only when that changes. */
export function useAhead(at: number | null): number | null {
  const subscribe = useCallback((listener: () => void) => clock.subscribe(listener, 1_000), [])
  return useSyncExternalStore(subscribe, () => (at !== null && at > clock.now(1_000) ? at : null))
}

/** False at first, true once that much time has passed: for what should not flash up. */
export function useAfter(ms: number): boolean {
  const [past, setPast] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setPast(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return past
}
