import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type KnownLimit, KnownLimits, type LimitReading, SetLimits, unknownLimits } from '#shared/limits'
import { type CallEnd, createPacer, type Pacer } from './pacer'

const wallNow = 1_800_000_000_000
const small = { input: 100, output: 50 }
const noLimits = SetLimits.parse({})

function setup(over: Partial<Parameters<typeof createPacer>[0]> = {}) {
  return createPacer({ known: unknownLimits, set: noLimits, now: 0, wallNow, ...over })
}
const known = (limits: Record<string, unknown>) => KnownLimits.parse(limits)
const limit = (value: number, source: KnownLimit['source'], over: Partial<KnownLimit> = {}): KnownLimit => ({
  value,
  windowMs: 60_000,
  burst: null,
  source,
  at: 0,
  ...over,
})
const reading = (over: Partial<LimitReading>): LimitReading => ({
  of: 'requests',
  limit: 600,
  remaining: 500,
  resetMs: 10_000,
  windowMs: 60_000,
  ...over,
})
/** Starts calls until it must wait. */
function fill(pacer: Pacer, now: number, firstId: number, tokens = small): { started: number; waitMs: number } {
  for (let i = 0; i < 1_000; i++) {
    const waitMs = pacer.waitMs(now, tokens)
    if (waitMs > 0) return { started: i, waitMs }
    pacer.started(now, firstId + i, tokens)
  }
  return { started: 1_000, waitMs: 0 }
}

describe('where nothing is known', () => {
  test('everything may start, and nothing is stored', () => {
    const pacer = setup()
    expect(fill(pacer, 0, 1).started).toBe(1_000)
    expect(pacer.known()).toEqual(unknownLimits)
    expect(pacer.takeChanged()).toBe(false)
    expect(pacer.view(0)).toEqual({ inFlight: 1_000, allowed: null, ratePerMinute: null, growing: false })
  })
})

describe('what was used within the last minute', () => {
  test('is estimated while calls run, put right by their answers, and wanes by itself', () => {
    const pacer = setup()
    const nothing = { requests: 0, tokens: 0, inputTokens: 0, outputTokens: 0 }
    expect(pacer.used(0)).toEqual(nothing)
    pacer.started(0, 1, small)
    pacer.started(30_000, 2, small)
    expect(pacer.used(30_000)).toEqual({ requests: 2, tokens: 300, inputTokens: 200, outputTokens: 100 })
    pacer.ended(31_000, 1, { kind: 'answered', usage: { tokensIn: 120, tokensOut: 10 } })
    expect(pacer.used(31_000)).toEqual({ requests: 2, tokens: 280, inputTokens: 220, outputTokens: 60 })
    pacer.unsent(2)
    expect(pacer.used(31_000)).toEqual({ requests: 1, tokens: 130, inputTokens: 120, outputTokens: 10 })
    expect(pacer.used(61_000)).toEqual(nothing)
  })
  test('a refusal is a request that used no tokens', () => {
    const pacer = setup()
    pacer.started(0, 1, small)
    pacer.ended(10, 1, { kind: 'rate_limited', retryAfterMs: 1_000 })
    expect(pacer.used(20)).toEqual({ requests: 1, tokens: 0, inputTokens: 0, outputTokens: 0 })
  })
})

describe('a person’s setting', () => {
  const set = SetLimits.parse({ requestsPerMinute: 120 })

  test('about a second’s worth at once, then evenly', () => {
    expect(fill(setup({ set }), 0, 1)).toEqual({ started: 2, waitMs: 500 })
  })

  test('it caps what headers allow', () => {
    const pacer = setup({ set })
    pacer.started(0, 1, small)
    pacer.ended(100, 1, { kind: 'answered', readings: [reading({})] })
    expect(fill(pacer, 100, 2).started).toBe(1)
    expect(pacer.known().requests).toMatchObject({ value: 120, source: 'set' })
  })

  test('headers that allow less go before it', () => {
    const pacer = setup({ set })
    pacer.started(0, 1, small)
    pacer.ended(100, 1, { kind: 'answered', readings: [reading({ limit: 60, remaining: 0, resetMs: 60_000 })] })
    expect(pacer.waitMs(100, small)).toBeGreaterThan(900)
    expect(pacer.known().requests).toMatchObject({ value: 60, source: 'headers' })
  })

  test('it goes before a preset, which knows the server less well', () => {
    const preset = { concurrency: limit(1, 'preset', { windowMs: null }), requests: limit(60, 'preset') }
    const pacer = setup({ set: SetLimits.parse({ requestsPerMinute: 240, concurrency: 4 }), preset })
    expect(fill(pacer, 0, 1)).toEqual({ started: 4, waitMs: Infinity })
    expect(pacer.known().concurrency).toMatchObject({ value: 4, source: 'set' })
  })

  test('one that is set while calls run counts those of the last minute', () => {
    const pacer = setup()
    fill(pacer, 0, 1)
    pacer.setLimits(set, 1_000)
    expect(pacer.waitMs(1_000, small)).toBe(59_000)
    pacer.setLimits(noLimits, 1_000)
    expect(pacer.waitMs(1_000, small)).toBe(0)
  })

  test('of tokens: what an answer did not use comes back', () => {
    const pacer = setup({ set: SetLimits.parse({ tokensPerMinute: 60_000 }) })
    const tokens = { input: 600, output: 400 }
    pacer.started(0, 1, tokens)
    expect(pacer.waitMs(0, tokens)).toBe(1_000)
    pacer.ended(100, 1, { kind: 'answered', usage: { tokensIn: 600, tokensOut: 100 } })
    expect(pacer.waitMs(100, tokens)).toBe(600)
  })

  test.each([1_000, 300])(
    'of tokens: no minute has more than it, with answers of %i where 1,000 were put by',
    (real) => {
      const pacer = setup({ set: SetLimits.parse({ tokensPerMinute: 6_000 }) })
      const tokens = { input: 1_000, output: 0 }
      const used: number[] = []
      for (let now = 0, id = 1; now < 300_000; now += 10) {
        if (pacer.waitMs(now, tokens) > 0) continue
        pacer.started(now, id, tokens)
        pacer.ended(now + 5, id++, { kind: 'answered', usage: { tokensIn: real, tokensOut: 0 } })
        used.push(now)
      }
      const within = used.map((end) => used.filter((at) => at > end - 60_000 && at <= end).length * real)
      expect(Math.max(...within)).toBeLessThanOrEqual(6_000)
      expect(Math.max(...within)).toBeGreaterThanOrEqual(5_100)
    },
  )

  test('a request larger than all that is allowed goes when nothing else was used', () => {
    const pacer = setup({ set: SetLimits.parse({ tokensPerMinute: 1_000 }) })
    const large = { input: 5_000, output: 500 }
    expect(pacer.waitMs(0, large)).toBe(0)
    pacer.started(0, 1, large)
    const waitMs = pacer.waitMs(0, small)
    expect(Number.isFinite(waitMs)).toBe(true)
    expect(pacer.waitMs(waitMs, small)).toBe(0)
  })
})

test('a preset holds until headers tell better', () => {
  const pacer = setup({ preset: { requests: limit(60, 'preset') } })
  expect(fill(pacer, 0, 1).started).toBe(1)
  expect(pacer.known().requests).toMatchObject({ value: 60, source: 'preset' })
  pacer.ended(100, 1, { kind: 'answered', readings: [reading({})] })
  expect(fill(pacer, 100, 2).started).toBeGreaterThan(400)
  expect(pacer.known().requests).toMatchObject({ value: 600, source: 'headers' })
})

test('another preset holds from the moment when it is chosen', () => {
  const pacer = setup({ preset: { requests: limit(6_000, 'preset') } })
  pacer.setLimits(noLimits, 0, { requests: limit(60, 'preset') })
  expect(fill(pacer, 0, 1)).toEqual({ started: 1, waitMs: 1_000 })
  expect(pacer.known().requests).toMatchObject({ value: 60, source: 'preset' })
  pacer.setLimits(noLimits, 0, {})
  expect(pacer.waitMs(0, small)).toBe(0)
})

test('a local server gets as many at once as its preset says', () => {
  const pacer = setup({ preset: { concurrency: limit(1, 'preset', { windowMs: null }) } })
  expect(fill(pacer, 0, 1)).toEqual({ started: 1, waitMs: Infinity })
  pacer.ended(5_000, 1, { kind: 'answered' })
  expect(pacer.waitMs(5_000, small)).toBe(0)
})

describe('headers', () => {
  test('input and output are paced apart where they are counted so', () => {
    const pacer = setup()
    pacer.started(0, 1, small)
    const readings = [
      reading({ of: 'input_tokens', limit: 30_000, remaining: 29_900, resetMs: 200 }),
      reading({ of: 'output_tokens', limit: 8_000, remaining: 120, resetMs: 59_100 }),
    ]
    pacer.ended(100, 1, { kind: 'answered', readings })
    expect(fill(pacer, 100, 2).started).toBe(2) // 50 and 50 of 120
    expect(pacer.known()).toMatchObject({
      inputTokens: { value: 30_000 },
      outputTokens: { value: 8_000, source: 'headers' },
    })
  })

  test('a refusal that they explain is waited for, and measures nothing', () => {
    const pacer = setup()
    pacer.started(0, 1, small)
    pacer.ended(10, 1, { kind: 'rate_limited', readings: [reading({ remaining: 0, resetMs: 60_000 })] })
    expect(pacer.waitMs(10, small)).toBeGreaterThan(100)
    expect(pacer.waitMs(10, small)).toBeLessThan(200)
    expect(pacer.known().requests).toMatchObject({ source: 'headers' })
  })

  test('what they told is of use after a restart, without a burst', () => {
    const pacer = setup({ known: known({ requests: limit(600, 'headers', { burst: 100 }) }) })
    expect(fill(pacer, 0, 1).started).toBe(9)
    pacer.ended(200, 1, { kind: 'answered', readings: [reading({ remaining: 90, resetMs: 1_000 })] })
    expect(fill(pacer, 200, 20).started).toBeGreaterThan(70)
  })
})

describe('a refusal', () => {
  test('for too many at once halves them, and says so', () => {
    const pacer = setup()
    for (let id = 1; id <= 8; id++) pacer.started(0, id, small)
    pacer.ended(100, 1, { kind: 'rate_limited', limit: 'concurrency' })
    expect(pacer.view(100).allowed).toBe(4)
    expect(pacer.waitMs(100, small)).toBe(Infinity)
    expect(pacer.known().concurrency).toMatchObject({ value: 4, windowMs: null, source: 'measured' })
    expect(pacer.takeChanged()).toBe(true)
    expect(pacer.takeChanged()).toBe(false)
  })

  test('of a day’s limit says nothing of a minute’s', () => {
    const pacer = setup()
    pacer.started(0, 1, small)
    pacer.ended(100, 1, { kind: 'rate_limited', limit: 'period', retryAfterMs: 3_600_000 })
    expect(pacer.waitMs(100, small)).toBe(3_600_000)
    expect(pacer.view(100).ratePerMinute).toBeNull()
  })

  test('the provider’s own time is waited for', () => {
    const pacer = setup()
    pacer.started(0, 1, small)
    pacer.ended(100, 1, { kind: 'rate_limited', retryAfterMs: 20_000 })
    expect(pacer.waitMs(100, small)).toBeGreaterThanOrEqual(20_000)
  })
})

test('a call that never went out is as if it had never been', () => {
  const pacer = setup({ set: SetLimits.parse({ requestsPerMinute: 60, tokensPerMinute: 6_000, concurrency: 3 }) })
  const before = pacer.waitMs(0, small)
  pacer.started(0, 1, small)
  expect(pacer.waitMs(0, small)).toBeGreaterThan(0)
  pacer.unsent(1)
  expect(pacer.waitMs(0, small)).toBe(before)
  expect(pacer.view(0).inFlight).toBe(0)
  pacer.unsent(1)
  pacer.ended(1, 1, { kind: 'answered' })
  expect(pacer.waitMs(0, small)).toBe(before)
})

test('after a gate opened: one at a time, then two, and hardly anything of the bucket', () => {
  const pacer = setup({ set: SetLimits.parse({ requestsPerMinute: 6_000 }) })
  pacer.closed(1_000)
  pacer.reopened(60_000)
  expect(fill(pacer, 60_000, 1)).toEqual({ started: 1, waitMs: Infinity })
  expect(pacer.view(60_000)).toMatchObject({ allowed: 1, growing: true })
  pacer.ended(60_100, 1, { kind: 'answered' })
  expect(fill(pacer, 60_100, 2)).toEqual({ started: 2, waitMs: Infinity })
})

test('since when a limit is known stays, as long as it is about the same', () => {
  const pacer = setup()
  pacer.started(0, 1, small)
  pacer.ended(1_000, 1, { kind: 'answered', readings: [reading({})] })
  expect(pacer.known().requests?.at).toBe(wallNow + 1_000)
  pacer.started(2_000, 2, small)
  pacer.ended(3_000, 2, { kind: 'answered', readings: [reading({ remaining: 490, resetMs: 11_000 })] })
  expect(pacer.known().requests?.at).toBe(wallNow + 1_000)
})

describe('whatever happens', () => {
  const kinds = ['answered', 'answered', 'answered', 'rate_limited', 'overloaded', 'failed', 'gone'] as const
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 3_000 }),
    what: fc.constantFrom('start', 'start', 'start', 'end', 'end', 'unsent', 'close', 'reopen', 'set'),
    which: fc.nat(50),
    kind: fc.constantFrom(...kinds),
    limit: fc.constantFrom(undefined, 'window', 'period', 'concurrency') as fc.Arbitrary<CallEnd['limit']>,
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 100_000 })),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    tokens: fc.record({ input: fc.integer({ min: 1, max: 900 }), output: fc.integer({ min: 0, max: 900 }) }),
    reading: fc.option(
      fc.record({
        of: fc.constantFrom('requests', 'tokens', 'input_tokens', 'output_tokens'),
        limit: fc.option(fc.integer({ min: 0, max: 100_000 })),
        remaining: fc.option(fc.integer({ min: -1, max: 100_000 })),
        resetMs: fc.option(fc.double({ min: 0, max: 1e8, noNaN: true })),
        windowMs: fc.option(fc.constantFrom(1_000, 60_000, 86_400_000)),
      }) as fc.Arbitrary<LimitReading>,
    ),
  })

  test('a person’s limits hold in every minute, what is reserved is what runs, and every wait ends', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 200 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1_800, max: 20_000 }),
        (steps, perMinute, tokensPerMinute) => {
          const set = { requestsPerMinute: perMinute, tokensPerMinute, concurrency: 7 }
          const pacer = setup({ set })
          const running = new Map<number, { at: number; tokens: number; input: number; output: number }>()
          const used: { at: number; tokens: number }[] = []
          let now = 0
          let id = 0
          for (const some of steps) {
            now += some.afterMs
            const runs = [...running.keys()]
            const chosen = runs[some.which % Math.max(1, runs.length)]
            if (some.what === 'start') {
              const waitMs = pacer.waitMs(now, some.tokens)
              expect(waitMs).toBeGreaterThanOrEqual(0)
              if (waitMs === Infinity) expect(running.size).toBeGreaterThan(0)
              else {
                now += Math.min(waitMs, 10_000)
                if (pacer.waitMs(now, some.tokens) === 0) {
                  pacer.started(now, ++id, some.tokens)
                  running.set(id, { at: now, tokens: some.tokens.input + some.tokens.output, ...some.tokens })
                }
              }
            } else if (some.what === 'close') pacer.closed(now)
            else if (some.what === 'reopen') pacer.reopened(now)
            else if (some.what === 'set') pacer.setLimits(set, now)
            else if (chosen !== undefined) {
              const call = running.get(chosen)
              running.delete(chosen)
              if (some.what === 'unsent') pacer.unsent(chosen)
              else if (call) {
                const usage = {
                  tokensIn: Math.round(call.input * some.share),
                  tokensOut: Math.round(call.output * some.share),
                }
                const { kind, limit, retryAfterMs } = some
                const answered = kind === 'answered'
                pacer.ended(now, chosen, {
                  kind,
                  ...(limit ? { limit } : {}),
                  retryAfterMs,
                  usage: answered ? usage : null,
                  readings: some.reading ? [some.reading] : [],
                })
                const tokens = answered ? usage.tokensIn + usage.tokensOut : kind === 'rate_limited' ? 0 : call.tokens
                used.push({ at: call.at, tokens })
              }
            }
            const view = pacer.view(now)
            expect(view.inFlight).toBe(running.size)
            expect(view.inFlight).toBeLessThanOrEqual(7)
            if (view.ratePerMinute !== null) expect(view.ratePerMinute).toBeGreaterThan(0)
          }
          const all = [...used, ...running.values()]
          for (const { at: end } of all) {
            const within = all.filter(({ at }) => at > end - 60_000 && at <= end)
            expect(within.length).toBeLessThanOrEqual(perMinute)
            expect(within.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(tokensPerMinute)
          }
          expect(KnownLimits.safeParse(pacer.known()).success).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('with nothing in flight, whoever waits as long as it says may start in the end', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pacer = setup({
          preset: { tokens: limit(10_000, 'preset'), concurrency: limit(2, 'preset', { windowMs: null }) },
        })
        let now = 0
        let id = 0
        for (const some of steps) {
          now += some.afterMs
          pacer.started(now, ++id, some.tokens)
          const { kind, limit: of, retryAfterMs, reading: told } = some
          pacer.ended(now + 50, id, { kind, ...(of ? { limit: of } : {}), retryAfterMs, readings: told ? [told] : [] })
          now += 50
        }
        for (let i = 0; i < 50; i++) {
          const waitMs = pacer.waitMs(now, small)
          expect(Number.isFinite(waitMs)).toBe(true)
          if (waitMs === 0) return
          now += waitMs
        }
        throw new Error('it waits for ever')
      }),
    )
  })
})
