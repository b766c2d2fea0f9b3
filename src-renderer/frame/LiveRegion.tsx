import { useEffect, useRef, useState } from 'react'
import type { Overview } from '#shared/overview'
import { holdTitle } from '../features/spending/hold-words'
import { useHolds } from '../features/spending/use-hold'
import { formatUntil } from '../format'
import { useStore } from '../state/store'
import { troubleWords } from './gate-words'
import { type ShutGate, shutGates } from './gates'
import { createHerald } from './herald'
import { newsBetween } from './news'

/** Says what changed by itself: batches that end, letters that arrive, what closes. Countdowns are not announced. */
export function LiveRegion() {
  const [said, setSaid] = useState({ number: 0, sentence: '' })
  const overview = useStore((store) => store.overview)
  const answer = useStore((store) => store.announcement)
  const [hold] = useHolds()
  const holdWords = hold ? holdTitle(hold) : ''
  const [herald] = useState(() =>
    createHerald((sentence) => setSaid(({ number }) => ({ number: number + 1, sentence }))),
  )
  const before = useRef<Overview | null>(null)
  useEffect(() => herald.stop, [herald])
  useEffect(() => {
    if (!overview) return
    const known = before.current ?? overview // what there was at the start is no news
    before.current = overview
    const holdUps = new Map(
      shutGates(overview)
        .slice(0, 1)
        .map((shut) => [keyOf(shut), gateSentence(shut)] as const),
    )
    if (holdWords !== '') holdUps.set(holdWords, holdWords)
    herald.tell(newsBetween(known, overview), holdUps)
  }, [herald, overview, holdWords])
  return (
    <div className="sr-only">
      <div role="log" aria-label="News" aria-live="polite">
        {/* A new element each time: the same sentence again is news again. */}
        <p key={said.number}>{said.sentence}</p>
      </div>
      <p aria-live="polite">{answer}</p>
    </div>
  )
}

const keyOf = ({ gate, trouble }: ShutGate): string => `${gate.id} ${trouble}`

const gateSentence = ({ name, personal, until, trouble }: ShutGate): string =>
  personal || until === null ? `${name} ${troubleWords[trouble].said}.` : `${name} paused until ${formatUntil(until)}.`
