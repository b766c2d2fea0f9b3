import { useEffect, useState } from 'react'
import type { InsightQuery, InsightRange, Insights } from '#shared/insights'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'

/** While work goes on, read anew no oftener than this: the more there is to read, the less of it a second changes. */
const everyMs: Readonly<Record<InsightRange, number>> = {
  ...{ hour: 1_000, day: 1_000, week: 2_000, month: 5_000, all: 5_000 },
}
/** The end of what is looked back on moves also when nothing happens. */
const idleMs = 60_000

type Read = {
  readonly insights: Insights | null
  readonly error: string | null // why the last time it could not be read; what was read before stays
}

/** What calls came to; null until main has said so. What was read last stays while another time or batch is being read. */
export function useInsights({ range, batchId, lane, model }: InsightQuery): Read & { readonly again: () => void } {
  const [read, setRead] = useState<Read>({ insights: null, error: null })
  const [asked, setAsked] = useState(0)
  const providerId = model?.providerId
  const name = model?.model
  // biome-ignore lint/correctness/useExhaustiveDependencies: a person asked for it again
  useEffect(() => {
    const query: InsightQuery = {
      ...{ range, batchId, lane },
      model: providerId === undefined || name === undefined ? null : { providerId, model: name },
    }
    let isCurrent = true
    let isReading = false
    let isStale = false
    let lastAt = Number.NEGATIVE_INFINITY // of a clock that only rises: this machine's may be put right meanwhile
    let timer: ReturnType<typeof setTimeout> | undefined
    async function readNow() {
      isReading = true
      isStale = false
      lastAt = performance.now()
      const result = await bridge.getInsights(query)
      isReading = false
      if (!isCurrent) return
      const { ok } = result
      setRead((known) => (ok ? { insights: result.value, error: null } : { ...known, error: result.error.message }))
      readIn(isStale ? lastAt + everyMs[range] - performance.now() : idleMs)
    }
    function readIn(ms: number) {
      clearTimeout(timer)
      timer = setTimeout(() => void readNow(), Math.max(0, ms))
    }
    function soon() {
      if (document.hidden) return // nobody looks: it is read when they do
      if (isReading) isStale = true
      else readIn(lastAt + everyMs[range] - performance.now())
    }
    void readNow()
    const stop = useStore.subscribe(({ overview }, { overview: before }) => {
      if (overview?.counts !== before?.counts || overview?.spend !== before?.spend) soon()
    })
    document.addEventListener('visibilitychange', soon)
    return () => {
      isCurrent = false
      clearTimeout(timer)
      stop()
      document.removeEventListener('visibilitychange', soon)
    }
  }, [range, batchId, lane, providerId, name, asked])
  return { ...read, again: () => setAsked((times) => times + 1) }
}
