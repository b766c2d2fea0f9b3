import fc from 'fast-check'
import { expect, test } from 'vitest'
import { effectivePolicy, Jitter, type LanePolicy, laneDefaults, type PolicyOverride } from '#shared/lane'
import type { Outcome } from '#shared/outcome'
import type { Failure } from '#shared/task'
import { transition } from './transition'

const failure: Failure = { code: 'overloaded', status: 503, providerCode: null, message: 'busy', requestId: null }
const result = {
  ...{ kind: 'text' as const, text: 'hi', cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
  usage: { tokensIn: 1, tokensOut: 1 },
}
const outcomes: { [K in Outcome['kind']]: Outcome & { kind: K } } = {
  succeeded: { kind: 'succeeded', result },
  rate_limited: { kind: 'rate_limited', failure, retryAfterMs: 1_000 },
  held: { kind: 'held', failure },
  blocked: { kind: 'blocked', reason: 'auth', failure },
  transient: { kind: 'transient', failure, outage: false, retryAfterMs: null },
  permanent: { kind: 'permanent', failure },
  cancelled: { kind: 'cancelled' },
  lost: { kind: 'lost' },
}
const now = 1_700_000_000_000
const untried = { firstTryAt: now, waitMs: null }

test.each([
  ['succeeded', 'succeeded', 0],
  ['rate_limited', 'queued', 0],
  ['held', 'queued', 0],
  ['blocked', 'queued', 0],
  ['lost', 'queued', 0],
  ['transient', 'backing_off', 1],
  ['permanent', 'dead', 0],
  ['cancelled', 'cancelled', 0],
] as const)('%s on the first try leaves the task %s with %i retries used', (kind, state, retriesUsed) => {
  const next = transition({ retriesUsed: 0, ...untried }, laneDefaults.fast, outcomes[kind], now, 0.5)
  expect(next.state.kind).toBe(state)
  expect(next.retriesUsed).toBe(retriesUsed)
})

test('a transient failure after the last retry is a dead letter with its cause', () => {
  const next = transition({ retriesUsed: 3, ...untried }, laneDefaults.fast, outcomes.transient, now, 0.5)
  expect(next).toEqual({ retriesUsed: 3, state: { kind: 'dead', settledAt: now, failure } })
})

test("a provider's own time is heard where it is longer than the backoff, and never for more than a day", () => {
  const after = (retryAfterMs: number) => {
    const { state } = transition(
      { retriesUsed: 0, ...untried },
      laneDefaults.fast,
      { ...outcomes.transient, retryAfterMs },
      now,
      0.5,
    )
    return state.kind === 'backing_off' ? state.runAt - now : undefined
  }
  expect(after(200)).toBe(1_000)
  expect(after(7_000)).toBe(7_000)
  expect(after(1e12)).toBe(86_400_000)
})

const anyPolicy: fc.Arbitrary<LanePolicy> = fc.record({
  concurrency: fc.constant(1),
  retries: fc.integer({ min: 0, max: 10 }),
  delayMs: fc.integer({ min: 0, max: 100_000 }),
  backoff: fc.constantFrom('fixed' as const, 'linear' as const, 'exponential' as const),
  jitter: fc.constantFrom(...Jitter.options),
  retryForMs: fc.constant(null),
  firstTokenMs: fc.constant(null),
  stallMs: fc.constant(null),
  byClass: fc.constant({}),
  windows: fc.constant([]),
  maxDelayMs: fc.integer({ min: 0, max: 1_000_000 }),
  timeoutMs: fc.constant(1_000),
})
const anyOutcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constantFrom(...Object.values(outcomes)),
  fc.record({
    ...{ kind: fc.constant('transient' as const), failure: fc.constant(failure), outage: fc.boolean() },
    retryAfterMs: fc.option(fc.double({ min: -1e15, max: 1e15, noNaN: true })),
  }),
)
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const spends = (kind: Outcome['kind']) => kind === 'transient'

test('no sequence of outcomes loses a task, exceeds its retries, or counts a rate limit or a crash as a failure', () => {
  fc.assert(
    fc.property(anyPolicy, fc.array(fc.tuple(anyOutcome, share), { maxLength: 60 }), (policy, steps) => {
      let task = { retriesUsed: 0, ...untried }
      let transients = 0
      for (const [outcome, random] of steps) {
        const next = transition(task, policy, outcome, now, random)
        if (spends(outcome.kind)) transients++
        expect(next.retriesUsed).toBeLessThanOrEqual(policy.retries)
        expect(next.retriesUsed).toBe(Math.min(transients, policy.retries))
        if (next.state.kind === 'dead') {
          // It ends only by a permanent failure or with every retry spent.
          expect(outcome.kind === 'permanent' || transients === policy.retries + 1).toBe(true)
          return
        }
        if (next.state.kind === 'succeeded' || next.state.kind === 'cancelled') {
          expect(next.state.kind).toBe(outcome.kind)
          return
        }
        // Otherwise it goes on: queued, or due at a moment that can come.
        if (next.state.kind === 'backing_off') {
          expect(Number.isInteger(next.state.runAt)).toBe(true)
          expect(next.state.runAt).toBeGreaterThanOrEqual(now)
          expect(next.state.runAt - now).toBeLessThanOrEqual(Math.max(policy.maxDelayMs, 86_400_000))
        } else expect(next.state.kind).toBe('queued')
        task = { ...task, retriesUsed: next.retriesUsed }
      }
    }),
    { numRuns: 500 },
  )
})

test('a class of failures may have retries and delays of its own', () => {
  const policy: LanePolicy = {
    ...laneDefaults.fast,
    jitter: 'none',
    byClass: { overloaded: { retries: 5, delayMs: 9_000 } },
  }
  const at = (retriesUsed: number, code: Failure['code']) =>
    transition({ retriesUsed, ...untried }, policy, { ...outcomes.transient, failure: { ...failure, code } }, now, 0.5)
      .state
  expect(at(3, 'overloaded')).toEqual({ kind: 'backing_off', runAt: now + 9_000 })
  expect(at(5, 'overloaded').kind).toBe('dead')
  expect(at(3, 'timeout').kind).toBe('dead')
  expect(at(2, 'timeout')).toEqual({ kind: 'backing_off', runAt: now + 1_000 })
})

test("a batch's own rule holds for every class of failure, also where its lane has one for the class", () => {
  const lane: LanePolicy = {
    ...laneDefaults.fast,
    jitter: 'none',
    byClass: { timeout: { retries: 0, delayMs: 9_000 } },
  }
  const at = (rules: PolicyOverride) =>
    transition(
      ...([{ retriesUsed: 0, ...untried }, effectivePolicy(lane, rules)] as const),
      ...([{ ...outcomes.transient, failure: { ...failure, code: 'timeout' as const } }, now, 0.5] as const),
    ).state
  expect(at({}).kind).toBe('dead')
  expect(at({ retries: 10 })).toEqual({ kind: 'backing_off', runAt: now + 9_000 })
  expect(at({ retries: 10, delayMs: 2_000 })).toEqual({ kind: 'backing_off', runAt: now + 2_000 })
})

test('no retry starts later than the time that a task may be tried for', () => {
  const policy: LanePolicy = { ...laneDefaults.fast, jitter: 'none', retryForMs: 60_000 }
  const at = (firstTryAt: number) =>
    transition({ retriesUsed: 0, firstTryAt, waitMs: null }, policy, outcomes.transient, now, 0.5).state.kind
  expect(at(now - 59_000)).toBe('backing_off')
  expect(at(now - 59_001)).toBe('dead')
})
