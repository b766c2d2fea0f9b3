import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Gate } from '#shared/gate'
import { firstKeyId } from '#shared/gate'
import { unknownLimits } from '#shared/limits'
import type { Outcome } from '#shared/outcome'
import type { Failure, GateId, TaskId } from '#shared/task'
import { createGates } from './gates'

const now = 1_700_000_000_000
const id = 1 as GateId
const task = (number: number) => number as TaskId
const failure: Failure = { code: 'overloaded', status: 503, providerCode: null, message: 'busy', requestId: null }
const gate = (number = 1, providerId = 'p', model = 'm'): Gate => ({
  id: number as GateId,
  routeId: number as GateId,
  keyId: firstKeyId,
  limits: unknownLimits,
  providerId,
  model,
  state: { kind: 'open' },
  closures: 0,
})
const setup = (...gates: Gate[]) => createGates(gates.length > 0 ? gates : [gate()], () => undefined)

const limited = (retryAfterMs: number | null): Outcome => ({ kind: 'rate_limited', failure, retryAfterMs })
const out: Outcome = { kind: 'transient', failure, outage: true, retryAfterMs: null }
const ok: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'x', cutOff: false, finishReason: null, model: 'm', requestId: null },
    usage: { tokensIn: null, tokensOut: null },
  },
}
/** Four failures of four tasks: an outage. */
const strike = (gates: ReturnType<typeof setup>, at = now) =>
  [1, 2, 3, 4].map((number) => gates.observe(id, task(number), out, at, 0).outcome.kind)

test('a 429 closes the gate until the provider named, and not a moment less', () => {
  const gates = setup()
  const { outcome, wait } = gates.observe(id, task(1), limited(6_000), now, 0.5)
  expect(outcome.kind).toBe('rate_limited')
  expect(wait).toMatchObject({ reason: 'rate_limit' })
  expect(gates.admit(id)).toBe(false)
  const until = gates.nextDueAt() ?? 0
  expect(until).toBeGreaterThanOrEqual(now + 6_000)
  expect(until).toBeLessThanOrEqual(now + 6_300)
  expect(gates.openDue(until - 1)).toEqual([])
  expect(gates.openDue(until).map(({ state }) => state.kind)).toEqual(['open'])
  expect(gates.admit(id)).toBe(true)
})

test('of two answers with different times the later one holds', () => {
  const gates = setup()
  gates.observe(id, task(1), limited(60_000), now, 0)
  gates.observe(id, task(2), limited(1_000), now, 0)
  expect(gates.nextDueAt()).toBeGreaterThanOrEqual(now + 60_000)
})

test('failures of one task alone close no gate, however many', () => {
  const gates = setup()
  for (let n = 0; n < 50; n++) expect(gates.observe(id, task(7), out, now, 0).outcome.kind).toBe('transient')
  expect(gates.admit(id)).toBe(true)
})

test('503s across tasks close the gate, and from then on spend no retry', () => {
  const gates = setup()
  expect(strike(gates)).toEqual(['transient', 'transient', 'transient', 'held'])
  expect(gates.admit(id)).toBe(false)
  expect(gates.observe(id, task(5), out, now, 0).outcome.kind).toBe('held') // it was in flight
})

test('a success in between, or a minute of quiet, says that it was no outage', () => {
  const gates = setup()
  for (const number of [1, 2, 3]) gates.observe(id, task(number), out, now, 0)
  gates.observe(id, task(9), ok, now, 0)
  expect(gates.observe(id, task(4), out, now, 0).outcome.kind).toBe('transient')
  for (const number of [5, 6]) gates.observe(id, task(number), out, now, 0)
  expect(gates.observe(id, task(7), out, now + 61_000, 0).outcome.kind).toBe('transient')
})

test('after an outage one probe goes first: its success opens the gate, its failure doubles the wait', () => {
  const gates = setup()
  strike(gates)
  const first = gates.nextDueAt() ?? 0
  expect(first).toBe(now + 5_000)
  gates.openDue(first)
  expect(gates.admit(id)).toBe(true)
  expect(gates.admit(id)).toBe(false) // the second must wait for the probe
  gates.claimed(id, task(5))
  expect(gates.observe(id, task(5), out, first, 0).outcome.kind).toBe('held')
  expect(gates.nextDueAt()).toBe(first + 10_000)
  gates.openDue(first + 10_000)
  expect(gates.admit(id)).toBe(true)
  gates.claimed(id, task(6))
  gates.observe(id, task(6), ok, first + 11_000, 0)
  expect([gates.admit(id), gates.admit(id)]).toEqual([true, true])
})

test('a probe that is cancelled or lost leaves its place to the next', () => {
  const gates = setup()
  strike(gates)
  gates.openDue(now + 5_000)
  gates.admit(id)
  gates.claimed(id, task(5))
  gates.observe(id, task(5), { kind: 'lost' }, now + 5_000, 0)
  expect(gates.admit(id)).toBe(true)
  gates.unclaimed([id]) // the claim failed
  expect(gates.admit(id)).toBe(true)
})

test('a refused key closes every gate of its provider, until a person acts', () => {
  const gates = setup(gate(1, 'p', 'a'), gate(2, 'p', 'b'), gate(3, 'other', 'a'))
  gates.observe(id, task(1), { kind: 'blocked', reason: 'auth', failure }, now, 0)
  expect([1, 2, 3].map((number) => gates.admit(number as GateId))).toEqual([false, false, true])
  expect(gates.openDue(now + 1e12)).toEqual([])
  expect(gates.nextDueAt()).toBe(null)
  expect(gates.openByPerson(id, now).map(({ state }) => state.kind)).toEqual(['half_open', 'half_open'])
  expect(gates.admit(id)).toBe(true)
})

test('a rate limit does not reopen a gate that waits for a person', () => {
  const gates = setup()
  gates.observe(id, task(1), { kind: 'blocked', reason: 'quota', failure }, now, 0)
  gates.observe(id, task(2), limited(1), now, 0)
  expect(gates.nextDueAt()).toBe(null)
})

test('whatever the outcomes, a closed gate admits nothing and a half-open one at most one', () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('observe' as const),
      outcome: fc.constantFrom(limited(10), limited(null), out, ok, { kind: 'lost' as const }),
    }),
    fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 30_000 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const gates = setup()
      const flying = new Set<number>()
      let [at, next] = [now, 1]
      let probing = 0
      for (const each of steps) {
        if (each.do === 'pass') {
          at += each.ms
          gates.openDue(at)
        } else {
          const [done] = flying
          if (done !== undefined) {
            flying.delete(done)
            if (done === probing) probing = 0
            gates.observe(id, task(done), each.outcome, at, 0)
          }
        }
        const before = gates.get(id)?.state.kind
        const admitted = gates.admit(id)
        if (before === 'closed') expect(admitted).toBe(false)
        if (before === 'half_open' && probing !== 0) expect(admitted).toBe(false)
        if (admitted) {
          flying.add(next)
          gates.claimed(id, task(next))
          probing = before === 'half_open' ? next : probing
          next++
        }
        if (gates.get(id)?.state.kind !== 'half_open') probing = 0
      }
    }),
  )
})
