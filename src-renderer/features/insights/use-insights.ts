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

type Read = { readonly insights: Insights | null; readonly error: string | null }

/** What calls came to; null until main has said so. What was read last stays while another time or batch is being read. */
export function useInsights({ range, batchId, lane, model }: InsightQuery): Read {
  const [read, setRead] = useState<Read>({ insights: null, error: null })
  const providerId = model?.providerId
  const name = model?.model
  useEffect(() => {
    const query: InsightQuery = {
      ...{ range, batchId, lane },
      model: providerId === undefined || name === undefined ? null : { providerId, model: name },
    }
    let isCurrent = true
    let isReading = false
    let isStale = false
    let lastAt = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    async function readNow() {
      isReading = true
      isStale = false
      lastAt = Date.now()
      const result = await bridge.getInsights(query)
      isReading = false
      if (!isCurrent) return
      setRead(result.ok ? { insights: result.value, error: null } : { insights: null, error: result.error.message })
      readIn(isStale ? lastAt + everyMs[range] - Date.now() : idleMs)
    }
    function readIn(ms: number) {
      clearTimeout(timer)
      timer = setTimeout(() => void readNow(), Math.max(0, ms))
    }
    function soon() {
      if (isReading) isStale = true
      else readIn(lastAt + everyMs[range] - Date.now())
    }
    void readNow()
    const stop = useStore.subscribe(({ overview }, { overview: before }) => {
      if (overview?.counts !== before?.counts || overview?.spend !== before?.spend) soon()
    })
    return () => {
      isCurrent = false
      clearTimeout(timer)
      stop()
    }
  }, [range, batchId, lane, providerId, name])
  return read
}
