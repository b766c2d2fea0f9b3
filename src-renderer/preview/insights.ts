import type { InsightQuery, InsightStep, Insights, LanePoints, Percentiles } from '#shared/insights'
import { nanoUsdPerUsd } from '#shared/spend'
import { now } from './tasks'

const minute = 60_000
const steps: Readonly<Record<InsightQuery['range'], { step: InsightStep; ms: number; count: number }>> = {
  hour: { step: 'minute', ms: minute, count: 60 },
  day: { step: 'quarter_hour', ms: 15 * minute, count: 96 },
  week: { step: 'two_hours', ms: 120 * minute, count: 84 },
  month: { step: 'day', ms: 1_440 * minute, count: 30 },
  all: { step: 'week', ms: 7 * 1_440 * minute, count: 60 },
}
/** Something that looks like chance and is the same each time. */
const wave = (n: number, salt: number) => Math.abs(Math.sin(n * 12.9898 + salt * 78.233) * 43_758.5453) % 1

const times = (n: number, p50: number, p90: number, p99: number): Percentiles => ({ n, p50, p90, p99 })
const models = [
  ['ollama', 'qwen3:8b', 'fast', 3_310, times(3_310, 3_600, 6_100, 9_400), times(3_310, 900, 22_000, 61_000)],
  ['anthropic', 'claude-haiku-4-5', 'fast', 2_114, times(2_114, 1_100, 1_900, 4_200), times(2_114, 400, 3_100, 9_000)],
  ['openai', 'gpt-4o-mini', 'fast', 5_330, times(5_330, 1_400, 3_800, 14_000), times(5_330, 2_000, 48_000, 180_000)],
  [
    'anthropic',
    'claude-sonnet-4-5',
    'heavy',
    116,
    times(116, 44_000, 78_000, 171_000),
    times(116, 9_000, 60_000, 240_000),
  ],
] as const

/** What the mock of the design shows, over whatever time is asked for. */
export function madeUpInsights({ range, lane, model }: InsightQuery): Insights {
  const { step, ms, count } = steps[range]
  const to = now - (now % ms) + ms
  const at = Array.from({ length: count }, (_, n) => to - (count - n) * ms)
  const closed = (n: number) => [24, 25, 50, 68, 69, 70, 92, 93].some((each) => Math.round((each * count) / 96) === n)
  const shown = models.filter(
    ([providerId, name, its]) =>
      (lane === null || its === lane) && (model === null || (name === model.model && providerId === model.providerId)),
  )
  const has = (name: 'fast' | 'heavy') => shown.some(([, , its]) => its === name)
  const points = (name: 'fast' | 'heavy', of: (n: number) => number, price: number): LanePoints => {
    const values = (each: (n: number) => number) => at.map((_, n) => (has(name) ? Math.round(each(n)) : 0))
    const began = Math.round(count * 0.2)
    const answered = values((n) => (n < began ? 0 : closed(n) ? of(n) * 0.1 : of(n)))
    return {
      answered,
      rateLimited: values((n) => (closed(n) && name === 'fast' && n >= began ? 20 + 30 * wave(n, 4) : 0)),
      failed: values((n) => (n >= began && wave(n, 5) > 0.8 ? 4 * wave(n, 6) : 0)),
      dead: values((n) => (n >= began && wave(n, 7) > 0.93 ? 3 : 0)),
      tokensIn: answered.map((n) => n * 480),
      tokensOut: answered.map((n) => n * 61),
      cost: answered.map((n) => Math.round(n * price * nanoUsdPerUsd)),
    }
  }
  const lanes = {
    fast: points('fast', (n) => 60 + 42 * wave(n, 1) + 20 * Math.sin(n / 9), 0.0003),
    heavy: points('heavy', (n) => 3.4 * wave(n, 2), 0.16),
  }
  const sum = (name: keyof LanePoints) => [...lanes.fast[name], ...lanes.heavy[name]].reduce((all, n) => all + n, 0)
  const drift = (each: Percentiles | null, n: number) =>
    each && {
      n: 40,
      p50: each.p50 * (0.8 + 0.4 * wave(n, 8)),
      p90: each.p90 * (0.8 + 0.5 * wave(n, 9)),
      p99: each.p99 * (0.6 + 0.6 * wave(n, 10)),
    }
  const latency = (index: 4 | 5) =>
    at.map((_, n) => (n < count * 0.2 || closed(n) ? null : drift(shown[0]?.[index] ?? null, n)))
  return {
    ...{ from: at[0] ?? to, to, step, at, lanes },
    latency: { answer: latency(4), wait: latency(5) },
    sums: {
      ...{ answered: sum('answered'), firstTry: Math.round(sum('answered') * 0.962), cached: 0 },
      ...{ retries: 94, rateLimited: sum('rateLimited'), failed: sum('failed'), dead: 56, stopped: 0 },
      ...{ tokensIn: sum('tokensIn'), tokensOut: sum('tokensOut'), cost: sum('cost'), unansweredCost: 0 },
    },
    models: shown.map(([providerId, name, its, answered, answer, wait]) => ({
      ...{ providerId, model: name, lanes: [its], answered, rateLimited: 0, failed: 0, dead: 0, cost: 0 },
      ...{ answer, wait },
    })),
    errors:
      shown.length === 0
        ? []
        : [
            { code: 'rate_limited', status: 429, tries: 318, dead: 0 },
            { code: 'overloaded', status: 529, tries: 71, dead: 9 },
            { code: 'context_length', status: 400, tries: 31, dead: 31 },
            { code: 'timeout', status: null, tries: 23, dead: 0 },
            { code: 'content_policy', status: 200, tries: 12, dead: 12 },
            { code: 'invalid_answer', status: 200, tries: 12, dead: 3 },
            { code: 'auth', status: 401, tries: 1, dead: 1 },
          ],
    known: models.map(([providerId, name]) => ({ providerId, model: name })),
  }
}

/** Before anything was called. */
export const noInsights = (query: InsightQuery): Insights => {
  const { lanes, ...insights } = madeUpInsights({ ...query, model: { providerId: '', model: '' } })
  const zeros = Object.fromEntries(Object.keys(insights.sums).map((name) => [name, 0])) as Insights['sums']
  return { ...insights, lanes, sums: zeros, known: [] }
}
