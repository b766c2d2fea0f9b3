import { describe, expect, test } from 'vitest'
import { bucketProvider, fixedWindowProvider, type Result, type Run, simulate } from './simulate'

/** What is done here is computed from a seed: nothing is timed, and a figure is the same on every machine. */
const seeds = [1, 2, 3, 4, 5, 6, 7, 8]
const lanes = [5, 10, 20]
const calls = 600

type Goal = {
  readonly name: string
  readonly provider: () => Run['provider']
  /** The least that the provider allows, ms. */
  readonly leastMs: (concurrency: number) => number
  readonly wall?: number
  readonly perSuccess?: number
  readonly late?: number
  readonly more?: Partial<Run>
}
const bucket = { perMinute: 600, capacity: 100 }
const ofBucket = () => 50_200 // the first 100 at once, one every 100 ms, and the answer to the last
const window = { limit: 300, windowMs: 60_000, offsetMs: 20_000 }
const ofWindows = (concurrency: number) => 40_000 + (300 / concurrency) * 200 // its end, and the second half in the next
const slices = { limit: 10, windowMs: 1_000 }
const ofSlices = () => 59_200
const sized = (i: number) => {
  const input = 80 + (i % 40)
  return { chars: input * 4, maxOutput: null, real: { input, output: 75 + ((i * 7) % 50) } }
}
const tokens = { perMinute: 60_000, capacity: 60_000, counts: 'tokens' as const }
const ofTokens = () => 60_200

const goals: Goal[] = [
  { name: 'bucket, headers', provider: () => bucketProvider({ ...bucket, headers: 'limit' }), leastMs: ofBucket },
  {
    name: 'bucket, headers written when it answers',
    provider: () => bucketProvider({ ...bucket, headers: 'limit' }),
    leastMs: ofBucket,
    more: { headersAt: 'answer' },
  },
  {
    name: 'bucket, headers that show its size as the limit',
    provider: () => bucketProvider({ ...bucket, headers: 'capacity', retryAfter: true }),
    leastMs: ofBucket,
    more: { headersAt: 'answer' },
  },
  {
    name: 'small bucket, slow answers, headers',
    provider: () => bucketProvider({ perMinute: 600, capacity: 10, headers: 'limit' }),
    leastMs: (concurrency) => Math.max(59_000, (calls / concurrency) * 800) + 800,
    more: { latencyMs: 800 },
  },
  { name: 'bucket, no headers', provider: () => bucketProvider(bucket), leastMs: ofBucket, late: 0.005 },
  {
    name: 'bucket, no headers, refusals as slow as answers',
    provider: () => bucketProvider(bucket),
    leastMs: ofBucket,
    more: { refusalMs: 200 },
    late: 0.005,
  },
  {
    name: 'bucket, no headers but Retry-After',
    provider: () => bucketProvider({ ...bucket, retryAfter: true }),
    leastMs: ofBucket,
  },
  {
    name: 'fixed window of a minute, headers',
    provider: () => fixedWindowProvider({ ...window, headers: 'window' }),
    leastMs: ofWindows,
  },
  {
    name: 'fixed window of a minute, Retry-After alone',
    provider: () => fixedWindowProvider({ ...window, retryAfter: true }),
    leastMs: ofWindows,
  },
  {
    name: 'fixed window of a minute, known from a setting',
    provider: () => fixedWindowProvider(window),
    leastMs: () => 119_000,
    more: { set: { requestsPerMinute: 300 } },
    late: 0,
  },
  {
    name: 'fixed window of a minute, nothing told', // what is left of a window can be known only from refusals
    provider: () => fixedWindowProvider(window),
    leastMs: ofWindows,
    wall: 1.46, // after four refusals the gate asks every ten seconds
    late: 0.07,
  },
  {
    name: 'slices of a second, headers that speak of a minute',
    provider: () => fixedWindowProvider({ ...slices, headers: 'minute' }),
    leastMs: ofSlices,
  },
  {
    name: 'slices of a second, nothing told', // what is not used of a slice while it is found out is lost
    provider: () => fixedWindowProvider(slices),
    leastMs: ofSlices,
    wall: 1.07,
  },
  {
    name: 'tokens a minute, headers',
    provider: () => bucketProvider({ ...tokens, headers: 'limit' }),
    leastMs: ofTokens,
    more: { task: sized },
    late: 0,
  },
  {
    name: 'tokens a minute, nothing told',
    provider: () => bucketProvider(tokens),
    leastMs: ofTokens,
    more: { task: sized },
    late: 0.02, // as many calls are not as many tokens
  },
]

/** Of the calls after the first hundred answers that followed the first refusal. */
function lateShare(result: Result): number {
  const learned = (result.refusedAt[0] ?? 0) + 100
  const late = result.refusedAt.filter((answered) => answered >= learned).length
  return late / Math.max(1, calls - learned + late)
}
const most = (values: readonly number[]) => Math.max(...values)

describe.each(goals)('$name', ({ provider, leastMs, wall = 1.05, perSuccess = 1.05, late = 0.01, more }) => {
  test.each(lanes)('with %i at once it is used up, and hardly ever overrun', (concurrency) => {
    const results = seeds.map((seed) => simulate({ provider: provider(), seed, concurrency, calls, ...more }))
    const figures = {
      wall: most(results.map((some) => some.wallMs / leastMs(concurrency))),
      perSuccess: most(results.map((some) => some.sent / calls)),
      late: results.reduce((sum, some) => sum + lateShare(some), 0) / results.length,
    }
    if (process.env.TRILANE_FIGURES) console.info(JSON.stringify({ concurrency, ...figures }))
    expect(results.map((some) => some.answeredAt.length)).toEqual(seeds.map(() => calls))
    expect(figures.wall).toBeLessThanOrEqual(wall)
    expect(figures.perSuccess).toBeLessThanOrEqual(perSuccess)
    expect(figures.late).toBeLessThanOrEqual(late)
  })
})

describe.each([
  ['headers', { ...bucket, headers: 'limit' as const }],
  ['no headers', bucket],
])('after an outage (%s)', (_, of) => {
  test.each(lanes)(
    '%i at once grow back in steps to nine tenths of the rate within 10 s, with no burst',
    (concurrency) => {
      for (const seed of seeds) {
        const outage = { fromMs: 30_000, untilMs: 42_000 }
        const result = simulate({ provider: bucketProvider(of), seed, concurrency, calls: 1_000, outage })
        const at = result.reopenedAt ?? Number.NaN
        const between = (times: readonly number[], from: number, to: number) =>
          times.filter((some) => some >= from && some < to).length
        expect(between(result.startedAt, outage.fromMs + 200, outage.untilMs)).toBeLessThan(30)
        expect(between(result.answeredAt, at + 1, at + 10_001)).toBeGreaterThanOrEqual(90)
        expect(between(result.startedAt, at, at + 190)).toBeLessThanOrEqual(1) // the first round
        expect(between(result.startedAt, at, at + 380)).toBeLessThanOrEqual(1 + 2 * 2)
        const answeredBy = (ms: number) => between(result.answeredAt, 0, ms)
        const refusedOf = (from: number, to: number) =>
          result.refusedAt.filter((some) => some >= from && some < to).length
        expect(refusedOf(answeredBy(at), answeredBy(at + 10_000))).toBe(0)
        expect(refusedOf(answeredBy(at), 1_000)).toBeLessThanOrEqual(0.01 * (1_000 - answeredBy(at)))
        // Never more than the bucket holds and gets, whichever second it is.
        for (let from = at; from < at + 10_000; from += 500)
          expect(between(result.startedAt, from, from + 1_000)).toBeLessThanOrEqual(of.capacity + of.perMinute / 60)
      }
    },
  )
})

test.each([
  ['a bucket of ten seconds', () => bucketProvider(bucket)],
  ['a bucket of a second', () => bucketProvider({ perMinute: 600, capacity: 10 })],
  ['slices of a second', () => fixedWindowProvider(slices)],
])('in the long run %s is used up, and refuses one call in four hundred at most', (_, provider) => {
  for (const seed of seeds.slice(0, 4)) {
    const result = simulate({ provider: provider(), seed, concurrency: 20, calls: 6_000 })
    const late = result.refusedAt.filter((answered) => answered >= 1_000).length
    expect(late / 5_000).toBeLessThanOrEqual(0.0025)
    expect(result.wallMs).toBeLessThanOrEqual(1.03 * 600_000)
  }
})

test('one 503 in fifty slows nothing down', () => {
  for (const seed of seeds) {
    const provider = bucketProvider({ ...bucket, headers: 'limit' })
    const result = simulate({ provider, seed, concurrency: 20, calls, faults: 0.02 })
    expect(result.wallMs / ofBucket()).toBeLessThanOrEqual(1.05)
    expect(result.refused).toBeLessThanOrEqual(0.01 * calls)
  }
})

test('what was learned is of use after a restart: no refusal, and no time lost', () => {
  const first = simulate({ provider: bucketProvider(bucket), seed: 1, concurrency: 20, calls })
  const known = first.pacer.known()
  expect(known.requests).toMatchObject({ source: 'measured', windowMs: 60_000 })
  expect(known.requests?.value).toBeGreaterThan(570)
  expect(known.requests?.value).toBeLessThan(630)
  const second = simulate({ provider: bucketProvider(bucket), seed: 2, concurrency: 20, calls, known })
  expect(second.refused).toBe(0)
  expect(second.wallMs).toBeLessThan(62_000) // at the rate, since how much has gathered at the provider nobody knows
})

test('a limit that rises threefold is found again', () => {
  const slow = bucketProvider({ perMinute: 600, capacity: 10 })
  const fast = bucketProvider({ perMinute: 1_800, capacity: 10 })
  const provider = {
    arrive: (now: number, call: Parameters<typeof slow.arrive>[1]) => (now < 60_000 ? slow : fast).arrive(now, call),
  }
  const result = simulate({ provider, seed: 1, concurrency: 20, calls: 6_000 })
  const lastSecondAt = result.wallMs - 10_000
  expect(result.answeredAt.filter((some) => some > lastSecondAt).length).toBeGreaterThan(250)
  expect(result.sent / 6_000).toBeLessThan(1.02)
})

test('a limit that falls to a third is found at once', () => {
  const fast = bucketProvider({ perMinute: 1_800, capacity: 10 })
  const slow = bucketProvider({ perMinute: 600, capacity: 10 })
  const provider = {
    arrive: (now: number, call: Parameters<typeof slow.arrive>[1]) => (now < 30_000 ? fast : slow).arrive(now, call),
  }
  const result = simulate({ provider, seed: 1, concurrency: 20, calls: 2_000 })
  expect(result.sent / 2_000).toBeLessThan(1.03)
  const late = result.answeredAt.filter((some) => some > 40_000 && some < 60_000).length
  expect(late).toBeGreaterThan(180)
})
