import { describe, expect, test } from 'vitest'
import { type LimitReading, SetLimits, unknownLimits } from '#shared/limits'
import { createPacer, type Pacer } from './pacer'
import { createSharedPaces } from './shared-pace'
import { bucketProvider, type SimulatedProvider } from './simulate'

const wallNow = 1_800_000_000_000
const small = { input: 100, output: 50 }
const own = (now = 0) => createPacer({ known: unknownLimits, set: SetLimits.parse({}), now, wallNow })

function setup() {
  const paces = createSharedPaces()
  const join = (name: string, id: number, pacer = own(), now = 0) =>
    paces.join(name, { id, own: pacer }, { now, wallNow })
  return { join }
}
const reading = (over: Partial<LimitReading>): LimitReading => ({
  ...{ of: 'requests', limit: 60, remaining: 0, resetMs: 60_000, windowMs: 60_000 },
  ...over,
})

/** Two lanes that always want to send, each through its pacer, to one provider; simulated time. @returns answers and refusals in `ms` */
function drive(pacers: readonly Pacer[], provider: SimulatedProvider, ms: number) {
  const lanes = pacers.map((pacer) => ({ pacer, inFlight: 0, closedUntil: 0 }))
  const ends: { at: number; act: () => void }[] = []
  let [id, answered, refused] = [0, 0, 0]
  for (let now = 0; now < ms; now += 10) {
    for (const end of ends.filter(({ at }) => at === now)) end.act()
    for (const lane of lanes) {
      const { pacer } = lane
      if (lane.closedUntil > now || lane.inFlight >= 5 || pacer.waitMs(now, small) > 0) continue
      const callId = ++id
      pacer.started(now, callId, small)
      lane.inFlight++
      const verdict = provider.arrive(now, { id: callId, tokens: small, real: small })
      const readings = provider.headers?.(now) ?? []
      const at = now + (verdict.status === 200 ? 200 : 10)
      const act = () => {
        lane.inFlight--
        if (verdict.status === 200) {
          answered++
          pacer.ended(at, callId, { kind: 'answered', usage: { tokensIn: 100, tokensOut: 50 }, readings })
          return
        }
        refused++
        const retryAfterMs = verdict.retryAfterMs ?? 1_000
        lane.closedUntil = at + retryAfterMs
        pacer.ended(at, callId, { kind: 'rate_limited', retryAfterMs, readings })
      }
      ends.push({ at, act })
    }
  }
  return { answered, refused }
}

const minutes = 10
const bucket = () => bucketProvider({ perMinute: 300, capacity: 20, headers: 'limit', retryAfter: true })

describe('two models with one limit', () => {
  test('keep to it together: hardly a refusal, and all of it is used', () => {
    const { join } = setup()
    const shared = drive([join('a', 1), join('a', 2)], bucket(), minutes * 60_000)
    const apart = drive([own(), own()], bucket(), minutes * 60_000)
    expect(shared.refused).toBeLessThanOrEqual(shared.answered * 0.01)
    expect(shared.refused).toBeLessThan(apart.refused / 5) // what it is for
    expect(shared.answered).toBeGreaterThan(0.93 * 300 * minutes)
  })

  test('wait for what headers tell of it, whichever of them was told', () => {
    const { join } = setup()
    const [a, b] = [join('a', 1), join('a', 2)]
    a.started(0, 1, small)
    a.ended(100, 1, { kind: 'answered', readings: [reading({})] })
    expect(b.waitMs(100, small)).toBeGreaterThan(0)
    expect(b.waitsFor(100, small)).toBe('requests')
    expect(b.known().requests).toBeNull() // it is kept with the one that was told
    expect(a.known().requests).toMatchObject({ value: 60, source: 'headers' })
  })

  test('a refusal holds both, as long as the provider says', () => {
    const { join } = setup()
    const [a, b] = [join('a', 1), join('a', 2)]
    a.started(0, 1, small)
    a.ended(10, 1, { kind: 'rate_limited', retryAfterMs: 5_000 })
    expect(b.waitMs(10, small)).toBe(5_000)
  })

  test.each([
    ['a used-up day', { kind: 'rate_limited', limit: 'period', retryAfterMs: 3_600_000 }],
    ['too many calls at once', { kind: 'rate_limited', limit: 'concurrency', retryAfterMs: 5_000 }],
    ['an overload', { kind: 'overloaded', retryAfterMs: 5_000 }],
  ] as const)('%s of one is no matter of the other', (_what, end) => {
    const { join } = setup()
    const [a, b] = [join('a', 1), join('a', 2)]
    a.started(0, 1, small)
    a.ended(10, 1, end)
    expect(b.waitMs(10, small)).toBe(0)
  })

  test('a call that never went out is given back to both', () => {
    const { join } = setup()
    const [a, b] = [join('a', 1), join('a', 2)]
    a.started(0, 1, small)
    a.ended(0, 1, { kind: 'answered', readings: [reading({ remaining: 1, resetMs: 59_000 })] })
    a.started(0, 2, small)
    const waits = b.waitMs(0, small)
    a.unsent(2)
    expect(waits).toBeGreaterThan(500)
    expect(b.waitMs(0, small)).toBeLessThan(100) // no more than the pace of a call
  })

  test('the second begins with what headers told the first; forgotten at one, it is learned anew', () => {
    const { join } = setup()
    const a = join('a', 1)
    a.started(0, 1, small)
    a.ended(0, 1, { kind: 'answered', readings: [reading({ limit: 6 })] })
    const b = join('a', 2)
    let sent = 0
    while (b.waitMs(0, small) === 0 && sent < 100) b.started(0, 100 + sent++, small)
    expect(sent).toBeLessThanOrEqual(6)
    const anew = join('a', 2, own(1_000), 1_000)
    expect(anew.waitMs(1_000, small)).toBe(0)
  })
})

test('models of other names, and one alone, know nothing of each other', () => {
  const { join } = setup()
  const [a, b] = [join('a', 1), join('b', 2)]
  a.started(0, 1, small)
  a.ended(0, 1, { kind: 'answered', readings: [reading({})] })
  expect(a.waitMs(0, small)).toBeGreaterThan(0)
  expect(b.waitMs(0, small)).toBe(0)
})
