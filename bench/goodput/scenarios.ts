import type { SimulatorProfileInput } from '#providers/simulator/profile'

export const model = 'practice-mini'
/** What every contender gives a call before it takes it for lost: one that hangs costs all of them the same. */
export const timeoutMs = 5_000
/** Of every answer. */
export const latencyMs = 200

export type Scenario = {
  readonly name: string
  readonly what: string
  readonly faults: boolean
  /** Bytes of a prompt, or the least and most of them. */
  readonly chars: number | readonly [number, number]
  /** The calls a second that the limit comes to on average: what a limiter would be set to by who knows it. */
  readonly ratePerSecond: number
  readonly profile: SimulatorProfileInput
}

const none = { unavailable: 0, drop: 0, serverError: 0, hang: 0 }
const base = {
  latency: { fast: { minMs: latencyMs, maxMs: latencyMs } },
  faults: none,
  idempotency: false, // else only who sends a key could get an answer without a place in the bucket
} satisfies SimulatorProfileInput
/** 600 a minute, continuously refilled, 100 of them at once. */
const requests = { capacity: 100, refillPerSecond: 10 }

export const scenarios: readonly Scenario[] = [
  {
    name: 'requests',
    what: '600 requests a minute, a bucket of 100; limits in headers',
    ...{ faults: false, chars: 200, ratePerSecond: 10 },
    profile: { ...base, rate: requests },
  },
  {
    name: 'faults',
    what: 'the same with 2 % 503, 0.5 % hangs and an outage of 10 s, 15 s after the first call',
    ...{ faults: true, chars: 200, ratePerSecond: 10 },
    profile: {
      ...base,
      rate: requests,
      faults: { ...none, unavailable: 0.02, hang: 0.005 },
      outage: { afterMs: 15_000, forMs: 10_000 },
    },
  },
  {
    name: 'tokens',
    what: '360,000 tokens a minute, a bucket of 60,000, prompts of 50 to some 1,000 tokens; limits in headers',
    ...{ faults: false, chars: [200, 4_100], ratePerSecond: 10 },
    profile: {
      ...base,
      rate: { capacity: 1_000, refillPerSecond: 100, tokens: { capacity: 60_000, refillPerSecond: 6_000 } },
    },
  },
  {
    name: 'silent',
    what: '600 requests a minute, a bucket of 100; no header and no error names a limit or a time',
    ...{ faults: false, chars: 200, ratePerSecond: 10 },
    profile: { ...base, rate: { ...requests, hints: false } },
  },
]
