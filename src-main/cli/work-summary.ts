import { type Counts, settled, total } from '#shared/batch'
import { sumCounts } from '#store/counts'
import type { Store } from '#store/store'
import type { Standing } from './standstill'
import { type Summary, inWords as summaryWords } from './summary'

/** What became of the queue while the engine ran: what ended meanwhile, and what is left. */
export type WorkSummary = Summary & {
  /** Of the total: what starts later, and what waits for that. */
  readonly scheduled: number
}

/** Counts from now on: what had ended before is not part of it. */
export function startTally(store: Pick<Store, 'counts' | 'report' | 'boot'>) {
  const startedAt = performance.now()
  const all = (): Counts => {
    const counts = sumCounts(store.counts.all())
    return { ...counts, succeeded: counts.succeeded + store.report.removed() } // retention may remove some meanwhile
  }
  const before = all()
  const cachedBefore = store.report.cachedInAll()

  function counts(): Counts {
    const now = all()
    const { succeeded, dead, cancelled } = before
    return {
      ...now,
      ...{ succeeded: now.succeeded - succeeded, dead: now.dead - dead, cancelled: now.cancelled - cancelled },
    }
  }

  return {
    counts,
    summary({ moves, holds }: Standing): WorkSummary {
      const now = counts()
      const { succeeded, dead, cancelled } = now
      const rest = total(now) - settled(now)
      const isForLater = !moves && holds.every(({ remedy }) => remedy === null)
      const scheduled = isForLater ? rest : now.scheduled
      return {
        ...{ total: total(now), succeeded, dead, cancelled, waiting: rest - scheduled, scheduled },
        cached: Math.max(0, store.report.cachedInAll() - cachedBefore),
        ...store.report.sumsOfBoot(store.boot()),
        elapsedMs: Math.round(performance.now() - startedAt),
      }
    },
  }
}

export function inWords({ scheduled, ...summary }: WorkSummary): string {
  const words = summaryWords(summary)
  return scheduled > 0 ? `${words} ${scheduled} start later.` : words
}
