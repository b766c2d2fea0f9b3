import type { Insights, LanePoints, Percentiles } from '#shared/insights'
import { laneNames } from '#shared/lane'
import { nanoUsdPerUsd } from '#shared/spend'

const pointNames = [
  ...(['answered', 'rateLimited', 'failed', 'dead'] as const),
  ...(['tokensIn', 'tokensOut', 'cost'] as const),
] satisfies (keyof LanePoints)[]
const columnOf: Readonly<Record<keyof LanePoints, string>> = {
  ...{ answered: 'answered', rateLimited: 'rate_limited', failed: 'failed', dead: 'dead_letters' },
  ...{ tokensIn: 'tokens_in', tokensOut: 'tokens_out', cost: 'cost_usd' },
}
const times = ['p50', 'p90', 'p99'] as const satisfies (keyof Percentiles)[]
const measures = ['answer', 'wait'] as const

/** Every point as a line of CSV (RFC 4180) under a head line: moments as ISO 8601 in UTC, times in whole milliseconds, money in dollars. */
export function csvOf({ at, lanes, latency }: Insights): string {
  const head = [
    'start',
    ...laneNames.flatMap((lane) => pointNames.map((name) => `${lane}_${columnOf[name]}`)),
    ...measures.flatMap((what) => times.map((name) => `${what}_${name}_ms`)),
  ]
  const lines = at.map((moment, index) => [
    new Date(moment).toISOString(),
    ...laneNames.flatMap((lane) =>
      pointNames.map((name) => {
        const value = lanes[lane][name][index] ?? 0
        return String(name === 'cost' ? value / nanoUsdPerUsd : value)
      }),
    ),
    ...measures.flatMap((what) =>
      times.map((name) => {
        const value = latency[what][index]?.[name]
        return value === undefined ? '' : String(Math.round(value))
      }),
    ),
  ])
  return `${[head, ...lines].map((cells) => cells.join(',')).join('\r\n')}\r\n`
}
