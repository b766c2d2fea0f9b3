import { useEffect, useRef } from 'react'
import { showRange } from '../../state/use-view'

/** Further apart than this, two changes are not of one movement, in ms. */
const apartMs = 100

/**
 * Asks for the rows on screen. While the list flies by, a screen or more at a time, it asks once it has come to rest: what would be asked for
 * before has gone by when it comes, and drawing it takes the time of two frames.
 */
export function useShownRange(first: number, last: number, ask: typeof showRange = showRange): void {
  const before = useRef({ first, at: Number.NEGATIVE_INFINITY })
  useEffect(() => {
    const now = performance.now()
    const isFar = Math.abs(first - before.current.first) > last - first
    const isFlying = isFar && now - before.current.at < apartMs
    before.current = { first, at: now }
    if (!isFlying) return ask(first, last)
    const timer = setTimeout(() => ask(first, last), apartMs)
    return () => clearTimeout(timer)
  }, [first, last, ask])
}
