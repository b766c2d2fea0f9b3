import { setImmediate } from 'node:timers/promises'
import type { InsightQuery, Insights } from '#shared/insights'
import type { LocalDays } from '#shared/local-day'
import type { BatchId, EpochMs } from '#shared/task'
import type { Changes } from '../changes'
import { type Points, pointAt, pointsOf } from './points'
import { type Latencies, latencies, readTally } from './summary'
import type { InsightsTable } from './table'
import { addPage, copyTally, type Looked, newTally, type Tally } from './tally'

type Asked = { readonly batchId: BatchId | null; readonly points: Points; readonly looked: Looked }
/** What all rows before a moment come to; `closed`: the times of the points that have ended by then. */
type Kept = { readonly tally: Tally; until: EpochMs; readonly closed: Latencies }

const minuteMs = 60_000
/** What is younger may still be added to by every settle, and is read each time. */
const settledMs = 2 * minuteMs
/** Rows of minutes stay as they are for twice as long: until then the rest can be read beside what is kept. */
const keptMs = 60 * minuteMs
/** Half a megabyte each: a window looks at one of them. */
const mostKept = 4

/**
 * Reads the sums over time, so that a view that follows them costs the same after years: what cannot change any more is added up once, page
 * by page with a turn of the event loop between, and kept; a read then adds the rows of the last minutes.
 */
export function insightsReader(table: Pick<InsightsTable, 'first' | 'pages' | 'rolls'>, days: LocalDays) {
  const kept = new Map<string, Kept>()
  /** Moments of which something older was written, since it was begun to add up. */
  const building = new Set<{ readonly until: EpochMs; isOld: boolean }>()

  /** Null when rows were put together or an old one was written meanwhile, so that pages do not go together. */
  async function addUp(
    key: string,
    { batchId, points, looked }: Asked,
    until: EpochMs,
    inTurns: boolean,
  ): Promise<Kept | null> {
    const made = { tally: newTally(points.at.length), until, closed: { answer: [], wait: [] } }
    const rolls = table.rolls()
    const build = { until, isOld: false }
    building.add(build)
    try {
      for (const page of table.pages(batchId, points.at[0] ?? points.to, until)) {
        addPage(made.tally, page, points, looked)
        if (!inTurns) continue
        await setImmediate()
        if (build.isOld || table.rolls() !== rolls) return null
      }
      kept.set(key, made) // in this very turn: from here on a write finds it there
      return made
    } finally {
      building.delete(build)
    }
  }

  async function find(key: string, asked: Asked, now: EpochMs): Promise<Kept> {
    const until = now - (now % minuteMs) - settledMs
    const known = kept.get(key)
    let found = known && until >= known.until && until - known.until <= keptMs ? known : null
    for (let tries = 0; found === null; tries++) found = await addUp(key, asked, until, tries < 2)
    if (until > found.until) {
      const { batchId, points, looked } = asked
      for (const page of table.pages(batchId, found.until, until)) addPage(found.tally, page, points, looked)
      found.until = until
    }
    close(found, asked.points)
    if (kept.delete(key)) kept.set(key, found) // the newest stands last
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break
      kept.delete(oldest)
    }
    return found
  }

  let last: {
    readonly range: InsightQuery['range']
    readonly first: EpochMs | null
    readonly at: EpochMs
    readonly points: Points
  } | null = null

  /** Days of the calendar are costly to tell, and the same until midnight. */
  function pointsAt(range: InsightQuery['range'], batchId: BatchId | null, now: EpochMs): Points {
    const first = range === 'all' ? table.first(batchId) : null
    if (last && last.range === range && last.first === first && now >= last.at && now < last.points.to)
      return last.points
    const points = pointsOf(range, now, days, first)
    last = points.step === 'day' || points.step === 'week' ? { range, first, at: now, points } : null
    return points
  }

  return {
    async read({ range, batchId, ...looked }: InsightQuery, now: EpochMs): Promise<Insights> {
      const points = pointsAt(range, batchId, now)
      const { at, to, step } = points
      const asked = { batchId, points, looked }
      const { tally, until, closed } = await find(JSON.stringify([batchId, looked, step, at[0], to]), asked, now)
      const newest = copyTally(tally, closed.answer.length)
      for (const page of table.pages(batchId, Math.max(until, at[0] ?? to), to)) addPage(newest, page, points, looked)
      return readTally(newest, points, closed)
    },
    /** Within the transaction that adds to those rows: what is kept of them is not true any more. */
    wrote({ current: { insights } }: Pick<Changes, 'current'>): void {
      for (const { minute } of insights) {
        for (const [key, { until }] of kept) if (minute < until) kept.delete(key)
        for (const build of building) if (minute < build.until) build.isOld = true
      }
    },
  }
}

/** Reads the times of the points that no row will be added to any more. */
function close({ tally, until, closed }: Kept, { at, to }: Points): void {
  const open = until >= to ? at.length : Math.max(0, pointAt(at, until))
  const { answer, wait } = latencies(tally, closed.answer.length, open)
  closed.answer.push(...answer)
  closed.wait.push(...wait)
}
