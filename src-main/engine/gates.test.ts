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
const ofKey = (number: number, keyId: string, model = 'm'): Gate => ({ ...gate(number, 'p', model), keyId })

const limited = (retryAfterMs: number | null): Outcome => ({ kind: 'rate_limited', failure, retryAfterMs })
const out: Outcome = { kind: 'transient', failure, outage: true, retryAfterMs: null }
const ok: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'x', cutOff: false, finishReason: null, model: 'm', requestId: null },
    usage: { tokensIn: null, tokensOut: null },
  },
}
const may = (gates: ReturnType<typeof setup>, of = id) => gates.passage(of) !== null
/** Lets that task through, if any may go. */
const pass = (gates: ReturnType<typeof setup>, number: number, of = id): boolean => {
  const passage = gates.passage(of)
  if (passage === 'probe') gates.probe(of, task(number))
  return passage !== null
}
/** Four failures of four tasks: an outage. */
const strike = (gates: ReturnType<typeof setup>, at = now) =>
  [1, 2, 3, 4].map((number) => gates.observe(id, task(number), out, at, 0).outcome.kind)

test('a 429 closes the gate until the provider named and not a moment less, then one goes first', () => {
  const gates = setup()
  const { outcome, wait } = gates.observe(id, task(1), limited(6_000), now, 0.5)
  expect(outcome.kind).toBe('rate_limited')
  expect(wait).toMatchObject({ reason: 'rate_limit' })
  expect(may(gates)).toBe(false)
  const until = gates.nextDueAt() ?? 0
  expect(until).toBeGreaterThanOrEqual(now + 6_000)
  expect(until).toBeLessThanOrEqual(now + 6_300)
  expect(gates.openDue(until - 1)).toEqual([])
  expect(gates.openDue(until).map(({ state }) => state.kind)).toEqual(['half_open'])
  expect([pass(gates, 2), pass(gates, 3)]).toEqual([true, false])
  expect(gates.observe(id, task(2), ok, until, 0).changed.map(({ state }) => state.kind)).toEqual(['open'])
  expect([pass(gates, 3), pass(gates, 4)]).toEqual([true, true])
})

test('of two answers with different times the later one holds', () => {
  const gates = setup()
  gates.observe(id, task(1), limited(60_000), now, 0)
  gates.observe(id, task(2), limited(1_000), now, 0)
  expect(gates.nextDueAt()).toBeGreaterThanOrEqual(now + 60_000)
})

test('a 429 that names no time leaves it to the pace, and a row of them closes the gate, longer in the end', () => {
  const gates = setup()
  const refuse = (number: number, at: number) => gates.observe(id, task(number), limited(null), at, 0).changed.length
  expect([0, 1, 2, 3].map((n) => refuse(n, now + n * 1_000))).toEqual([0, 0, 0, 1])
  const waits: number[] = []
  for (let at = now + 3_000, number = 9; number < 18; number++) {
    const due = gates.nextDueAt() ?? 0
    waits.push(Math.floor((due - at) / 1_000))
    at = due
    gates.openDue(at)
    pass(gates, number)
    refuse(number, at)
  }
  expect(waits).toEqual([10, 10, 10, 10, 20, 40, 60, 60, 60]) // a window of a minute is over after the first of them
})

test('429s of calls that left together count as one: they close no gate', () => {
  const gates = setup()
  for (let number = 1; number <= 20; number++)
    expect(gates.observe(id, task(number), limited(null), now + number * 10, 0).changed).toEqual([])
  expect(may(gates)).toBe(true)
})

test('too many at once is a matter of pace as well, and a used-up day closes the gate even without a time', () => {
  const gates = setup()
  gates.observe(id, task(1), { ...limited(null), limit: 'concurrency' } as Outcome, now, 0)
  expect(may(gates)).toBe(true)
  gates.observe(id, task(2), { ...limited(null), limit: 'period' } as Outcome, now, 0)
  expect((gates.nextDueAt() ?? 0) - now).toBeGreaterThanOrEqual(600_000)
})

test('a limit of the whole key closes its gates for every model, and leaves other keys alone', () => {
  const gates = setup(ofKey(1, '1', 'a'), ofKey(2, '1', 'b'), ofKey(3, '2', 'a'))
  gates.observe(id, task(1), { ...limited(5_000), scope: 'key' } as Outcome, now, 0)
  expect([1, 2, 3].map((number) => may(gates, number as GateId))).toEqual([false, false, true])
})

test('failures of one task alone close no gate, however many', () => {
  const gates = setup()
  for (let n = 0; n < 50; n++) expect(gates.observe(id, task(7), out, now, 0).outcome.kind).toBe('transient')
  expect(may(gates)).toBe(true)
})

test('503s across tasks close the gate, spend no retry from then on, and give back those that they had spent', () => {
  const gates = setup()
  const kinds = [1, 2, 3].map((number) => gates.observe(id, task(number), out, now, 0).outcome.kind)
  expect(kinds).toEqual(['transient', 'transient', 'transient'])
  const last = gates.observe(id, task(4), out, now, 0)
  expect(last.outcome.kind).toBe('held')
  expect(last.refunded).toEqual([task(1), task(2), task(3)])
  expect(may(gates)).toBe(false)
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

test('after an outage one probe goes first: its success opens the gate, its failure costs one more wait', () => {
  const gates = setup()
  strike(gates)
  const first = gates.nextDueAt() ?? 0
  expect(first).toBe(now + 3_000)
  gates.openDue(first)
  expect([pass(gates, 5), pass(gates, 6)]).toEqual([true, false]) // the second must wait for the probe
  expect(gates.observe(id, task(5), out, first, 0).outcome.kind).toBe('held')
  expect(gates.nextDueAt()).toBe(first + 3_000)
  gates.openDue(first + 3_000)
  expect(pass(gates, 6)).toBe(true)
  gates.observe(id, task(6), ok, first + 8_000, 0)
  expect([pass(gates, 7), pass(gates, 8)]).toEqual([true, true])
  strike(gates, first + 9_000)
  expect(gates.nextDueAt()).toBe(first + 12_000) // another outage begins with the shortest wait again
})

test('two minutes of outage cost some twenty calls, an hour a hundred and some, and it is asked sooner at first and at least once a minute', () => {
  const gates = setup()
  strike(gates)
  const probes: number[] = []
  for (let at = gates.nextDueAt() ?? 0; at < now + 3_600_000; at = gates.nextDueAt() ?? Infinity) {
    gates.openDue(at)
    pass(gates, 100 + probes.length)
    gates.observe(id, task(100 + probes.length), out, at, 0)
    probes.push(at)
  }
  const waits = probes.map((at, n) => at - (probes[n - 1] ?? now))
  expect(waits.slice(0, 9)).toEqual([3_000, 3_000, 4_000, 4_000, 5_000, 5_000, 6_000, 7_000, 7_000])
  expect(probes.filter((at) => at < now + 120_000).length).toBeLessThan(20)
  expect(probes.length).toBeLessThan(150)
  expect(Math.max(...waits)).toBeLessThanOrEqual(60_000)
})

test('a probe that is cancelled or lost, or did not go after all, leaves its place to the next', () => {
  const gates = setup()
  strike(gates)
  gates.openDue(now + 3_000)
  pass(gates, 5)
  gates.observe(id, task(5), { kind: 'lost' }, now + 3_000, 0)
  expect(pass(gates, 6)).toBe(true)
  expect(gates.unprobe(id, task(7))).toBe(false) // another one
  expect(gates.unprobe(id, task(6))).toBe(true)
  expect(pass(gates, 7)).toBe(true)
})

test('a refused key closes its gates for every model until a person acts, and no gate of another key', () => {
  const gates = setup(ofKey(1, '1', 'a'), ofKey(2, '1', 'b'), ofKey(3, '2', 'a'), gate(4, 'other', 'a'))
  gates.observe(id, task(1), { kind: 'blocked', reason: 'auth', failure }, now, 0)
  expect([1, 2, 3, 4].map((number) => may(gates, number as GateId))).toEqual([false, false, true, true])
  expect(gates.openDue(now + 1e12)).toEqual([])
  expect(gates.nextDueAt()).toBe(null)
  expect(gates.openByPerson(id, now).map(({ state }) => state.kind)).toEqual(['half_open', 'half_open'])
  expect([pass(gates, 2), pass(gates, 3)]).toEqual([true, false])
})

test('a quota that returns by itself opens then, or sooner where a person says so', () => {
  const gates = setup()
  gates.observe(id, task(1), { kind: 'blocked', reason: 'quota', failure, retryAfterMs: 86_400_000 }, now, 0)
  expect(gates.nextDueAt()).toBe(now + 86_400_000)
  expect(gates.openByPerson(id, now + 5).map(({ state }) => state.kind)).toEqual(['half_open'])
})

test('an outage does not reopen a gate that waits for a person, and costs those in flight no retry', () => {
  const gates = setup()
  gates.observe(id, task(9), { kind: 'blocked', reason: 'auth', failure }, now, 0)
  expect(strike(gates)).toEqual(['held', 'held', 'held', 'held'])
  expect(gates.get(id)?.state).toMatchObject({ kind: 'closed', reason: 'auth', until: null })
})

test('a burst of 429s closes the gate once: an outage that follows is asked after as soon as any', () => {
  const gates = setup()
  for (let number = 1; number <= 20; number++) gates.observe(id, task(number), limited(1_000), now, 0)
  const due = gates.nextDueAt() ?? 0
  gates.openDue(due)
  pass(gates, 30)
  gates.observe(id, task(30), out, due, 0)
  expect(gates.nextDueAt()).toBe(due + 3_000)
})

test('what a gate was closed for is known after a restart as well', () => {
  const before = setup()
  before.observe(id, task(1), limited(1_000), now, 0)
  const after = setup(before.get(id) ?? gate())
  after.openDue(now + 10_000)
  expect([after.get(id)?.state.kind, after.closedFor(id)]).toEqual(['half_open', 'rate_limit'])
})

test('a rate limit does not reopen a gate that waits for a person', () => {
  const gates = setup()
  gates.observe(id, task(1), { kind: 'blocked', reason: 'quota', failure }, now, 0)
  gates.observe(id, task(2), limited(1), now, 0)
  expect(gates.nextDueAt()).toBe(null)
})

test('a model that the provider does not know stops after three tasks, until a person acts', () => {
  const gates = setup()
  const unknown: Outcome = { kind: 'permanent', failure: { ...failure, code: 'model', status: 404 } }
  for (const number of [1, 1, 2]) expect(gates.observe(id, task(number), unknown, now, 0).changed).toEqual([])
  expect(gates.observe(id, task(3), unknown, now, 0).changed).toMatchObject([
    { state: { reason: 'model', until: null } },
  ])
  gates.openByPerson(id, now)
  pass(gates, 4)
  gates.observe(id, task(4), unknown, now, 0)
  expect(may(gates)).toBe(false) // the probe tells at once
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
        const admitted = pass(gates, next)
        if (before === 'closed') expect(admitted).toBe(false)
        if (before === 'half_open' && probing !== 0) expect(admitted).toBe(false)
        if (admitted) {
          flying.add(next)
          probing = before === 'half_open' ? next : probing
          next++
        }
        if (gates.get(id)?.state.kind !== 'half_open') probing = 0
      }
    }),
  )
})

test('a task that is held keeps what had come of its answer', () => {
  const gates = setup()
  strike(gates)
  if (ok.kind !== 'succeeded') throw new Error('no answer')
  const stalled: Outcome = { kind: 'transient', failure, outage: true, retryAfterMs: null, answer: ok.result }
  expect(gates.observe(id, task(5), stalled, now, 0).outcome).toEqual({ kind: 'held', failure, answer: ok.result })
})
