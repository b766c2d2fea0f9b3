import { useEffect, useRef, useState } from 'react'
import { holdTitle } from '../features/spending/hold-words'
import { useHolds } from '../features/spending/use-hold'
import { counted, formatUntil } from '../format'
import { useStore } from '../state/store'
import { troubleWords } from './gate-words'
import { shutGates } from './gates'

/** Screen readers hear at most one sentence in this time. */
const quietMs = 10_000

/** Says what changed by itself: gates that close, letters that arrive. Countdowns are not announced. */
export function LiveRegion() {
  const news = useNews()
  const [said, setSaid] = useState('')
  const last = useRef(0)
  useEffect(() => {
    if (news === '') return
    const wait = Math.max(0, last.current + quietMs - Date.now())
    const timer = setTimeout(() => {
      last.current = Date.now()
      setSaid(news)
    }, wait)
    return () => clearTimeout(timer)
  }, [news])
  return (
    <div role="log" aria-label="News" aria-live="polite" className="sr-only">
      {said}
    </div>
  )
}

function useNews(): string {
  const overview = useStore((store) => store.overview)
  const announcement = useStore((store) => store.announcement)
  const dead = overview?.counts.dead ?? 0
  const known = useRef<number | null>(null)
  const [letters, setLetters] = useState('')
  useEffect(() => {
    if (overview === null) return
    const added = known.current === null ? 0 : dead - known.current
    known.current = dead
    if (added > 0) setLetters(`${counted(added, 'new dead letter')}.`)
  }, [overview, dead])
  const shut = overview ? shutGates(overview)[0] : undefined
  const gate = !shut
    ? ''
    : shut.personal || shut.until === null
      ? `${shut.name} ${troubleWords[shut.trouble].said}.`
      : `${shut.name} paused until ${formatUntil(shut.until)}.`
  const [hold] = useHolds()
  return [announcement, gate, hold ? holdTitle(hold) : '', letters].filter(Boolean).join(' ')
}
