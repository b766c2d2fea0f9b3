import type { Insights } from '#shared/insights'
import type { NanoUsd } from '#shared/spend'

const quarterMs = 15 * 60_000
const hourMs = 60 * 60_000
/** Less than this tells nothing of a rate. */
const leastMs = 5 * 60_000

/** What the rest of the day looks like. */
export type Ahead = {
  readonly until: number // when everything is done; Infinity where nothing tells
  readonly isMoving: boolean // something is left that can go on
}
/** A day's money by quarters of an hour, from midnight to midnight. */
export type TodaySpend = {
  readonly now: number
  readonly at: readonly number[]
  readonly fast: readonly (NanoUsd | null)[] // running totals; null: not yet
  readonly heavy: readonly (NanoUsd | null)[]
  readonly newest: number // the point that is now
  readonly spent: NanoUsd
  readonly forecast: Forecast | null
}
export type Forecast = {
  readonly values: readonly (NanoUsd | null)[] // from now on, to its end
  readonly index: number // of its end
  readonly at: number
  readonly isClear: boolean // everything is done then; else it is midnight
  readonly total: NanoUsd // of the day, until then
  readonly perMs: number // nano-dollars
}

/** Where the day begins and ends by this machine's calendar: 23 to 25 hours. */
function dayOf(now: number): { from: number; to: number } {
  const date = new Date(now)
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()]
  return { from: new Date(year, month, day).getTime(), to: new Date(year, month, day + 1).getTime() }
}

/** The day's money out of what was read by quarters of an hour, and how it goes on at the rate of the last hour. */
export function todaySpend({ at, lanes }: Insights, now: number, ahead: Ahead): TodaySpend {
  const { from, to } = dayOf(now)
  const quarters = Array.from({ length: Math.ceil((to - from) / quarterMs) }, (_, n) => from + n * quarterMs)
  const newest = Math.min(quarters.length - 1, Math.floor((now - from) / quarterMs))
  const costOf = new Map(at.map((moment, n) => [moment, n]))
  const running = (cost: readonly NanoUsd[]) => {
    let sum = 0
    return quarters.map((moment, n) => {
      sum += cost[costOf.get(moment) ?? -1] ?? 0
      return n > newest ? null : sum
    })
  }
  const [fast, heavy] = [running(lanes.fast.cost), running(lanes.heavy.cost)]
  const spent = (fast[newest] ?? 0) + (heavy[newest] ?? 0)
  const perMs = rateOf(at, lanes, now)
  const base = { now, at: quarters, fast, heavy, newest, spent }
  if (!ahead.isMoving || perMs <= 0) return { ...base, forecast: null }
  const end = Math.min(to, Math.max(now, ahead.until))
  const index = Math.min(quarters.length - 1, Math.floor((end - from) / quarterMs))
  const total = Math.round(spent + perMs * (end - now))
  if (index <= newest) return { ...base, forecast: null } // it is over before a line could be drawn
  const values = quarters.map((_, n) =>
    n < newest || n > index ? null : Math.round(spent + ((total - spent) * (n - newest)) / (index - newest)),
  )
  return { ...base, forecast: { values, index, at: end, isClear: end < to, total, perMs } }
}

/** Nano-dollars a millisecond over the last hour, or since the first cost in it; 0 where that is too short to tell. */
function rateOf(at: Insights['at'], lanes: Insights['lanes'], now: number): number {
  const costs = at.flatMap((moment, n) =>
    moment > now - hourMs && moment <= now
      ? [{ moment, cost: (lanes.fast.cost[n] ?? 0) + (lanes.heavy.cost[n] ?? 0) }]
      : [],
  )
  const first = costs.find(({ cost }) => cost > 0)
  if (!first || now - first.moment < leastMs) return 0
  return costs.reduce((sum, { cost }) => sum + cost, 0) / (now - first.moment)
}

/** What all calls of a day may cost, less what was put by for those that were never answered; null: there is no limit. */
export type BudgetLeft = { readonly budget: NanoUsd; readonly unanswered: NanoUsd } | null

/** When a day's budget is used up at that rate; null when not before the forecast ends. */
export function usedUpAt({ now, spent, forecast }: TodaySpend, left: BudgetLeft): number | null {
  if (left === null || forecast === null) return null
  const most = left.budget - left.unanswered
  return spent >= most || forecast.total <= most ? null : now + (most - spent) / forecast.perMs
}
