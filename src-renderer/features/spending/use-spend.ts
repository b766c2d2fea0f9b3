import { useEffect, useRef, useState } from 'react'
import type { Response } from '#shared/contract'
import { type LocalDay, noSpend, type Spend } from '#shared/spend'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'

export type SpendRange = 'today' | 'week' | 'month'
export type SpendRead = Response<'getSpend'>
/** The sums grow with every answer, ten times a second under load; the books are read no more often than this. */
const restMs = 1_000
/** What was asked for, and when. */
const notAsked = { of: '', at: Number.NEGATIVE_INFINITY }
const daysOf: Record<SpendRange, number> = { today: 1, week: 7, month: 30 }

/** The days from the first to the last of that many, as days are written. */
export function daysUntil(last: LocalDay, count: number): LocalDay[] {
  const end = Date.parse(`${last}T00:00:00Z`)
  return Array.from({ length: count }, (_, n) =>
    new Date(end - (count - 1 - n) * 86_400_000).toISOString().slice(0, 10),
  )
}

/** What was spent in the last days, today included; null until main has said so. Read again as today's sum grows. */
export function useSpend(range: SpendRange) {
  const today = useStore((store) => store.overview?.spend?.day)
  const sum = useStore(({ overview }) => (overview?.spend ? overview.spend.today + overview.spend.unanswered : 0))
  const tasks = useStore(({ overview }) => overview?.counts.succeeded ?? 0)
  const [read, setRead] = useState<SpendRead | null>(null)
  const [error, setError] = useState<string | null>(null)
  const days = today === undefined ? [] : daysUntil(today, daysOf[range])
  const [from, to] = [days[0], days.at(-1)]
  const last = useRef(notAsked)
  useEffect(
    () => () => {
      last.current = notAsked
    },
    [],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was spent grows with the sum and with every answer
  useEffect(() => {
    if (from === undefined || to === undefined) return
    const of = `${from} ${to}`
    const ask = () => {
      last.current = { of, at: performance.now() }
      void bridge.getSpend({ from, to }).then((result) => {
        if (last.current.of !== of) return // other days are shown, or nothing
        setRead(result.ok ? result.value : null)
        setError(result.ok ? null : result.error.message)
      })
    }
    const waitMs = last.current.of === of ? last.current.at + restMs - performance.now() : 0
    if (waitMs <= 0) return ask()
    const timer = setTimeout(ask, waitMs)
    return () => clearTimeout(timer)
  }, [from, to, sum, tasks])
  return { days, read, error }
}

/** Some of it in one. */
export const sumSpend = (parts: readonly Spend[]): Spend =>
  parts.reduce(
    (sum, part) => ({
      ...{ calls: sum.calls + part.calls, tokensIn: sum.tokensIn + part.tokensIn },
      ...{ cachedIn: sum.cachedIn + part.cachedIn, tokensOut: sum.tokensOut + part.tokensOut },
      ...{ cost: sum.cost + part.cost, saved: sum.saved + part.saved, unpriced: sum.unpriced + part.unpriced },
      savedByHalfPrice: sum.savedByHalfPrice + part.savedByHalfPrice,
      ...{ unanswered: sum.unanswered + part.unanswered, unansweredCost: sum.unansweredCost + part.unansweredCost },
    }),
    noSpend,
  )
