import { describe, expect, it } from 'vitest'
import { type LanePolicy, laneDefaults } from '#shared/lane'
import { policyRibbon, ribbonWords } from './policy-ribbon'

const draw = (part: Partial<LanePolicy>, width = 230) => policyRibbon({ ...laneDefaults.heavy, ...part }, width)
const waits = (ribbon: ReturnType<typeof draw>) => ribbon.parts.flatMap((part) => (part.kind === 'wait' ? [part] : []))
const widthOf = ({ parts }: ReturnType<typeof draw>) => parts.reduce((sum, { width }) => sum + width, 0)

describe('waits', () => {
  it('are as wide as they are long, and fill what the tries leave', () => {
    const ribbon = draw({ retries: 2, delayMs: 10_000 })
    const [first, second] = waits(ribbon)
    expect([first?.ms, second?.ms]).toEqual([10_000, 20_000])
    expect((second?.width ?? 0) / (first?.width ?? 1)).toBeCloseTo(2)
    expect(widthOf(ribbon)).toBeCloseTo(230)
    expect(ribbon.totalMs).toBe(30_000)
  })

  it('stay alike where the delay is fixed', () => {
    expect(new Set(waits(policyRibbon(laneDefaults.fast, 230)).map(({ width }) => width)).size).toBe(1)
  })

  it('end at the longest that is allowed', () => {
    expect(waits(draw({ retries: 4, maxDelayMs: 30_000 })).map(({ ms }) => ms)).toEqual([
      10_000,
      20_000,
      22_500,
      22_500, // spread below it
    ])
  })

  it('too short for their scale can still be seen, without a label', () => {
    const ribbon = draw({ retries: 5, delayMs: 1_000 }, 200)
    expect(Math.min(...waits(ribbon).map(({ width }) => width))).toBeGreaterThanOrEqual(5)
    expect(waits(ribbon)[0]?.label).toBeNull()
    expect(widthOf(ribbon)).toBeCloseTo(200)
  })

  it('of no length are drawn as a gap', () => {
    expect(draw({ delayMs: 0 })).toMatchObject({ totalMs: 0 })
  })
})

it('many tries are told by the first three and the last', () => {
  const { parts, totalMs } = draw({ retries: 100, backoff: 'fixed', delayMs: 1_000 })
  const kinds = parts.map((part) => (part.kind === 'try' ? part.number : part.kind))
  expect(kinds).toEqual([1, 'wait', 2, 'wait', 3, 'more', 'wait', 101])
  expect(parts).toContainEqual({ kind: 'more', tries: 97, width: 26 })
  expect(totalMs).toBe(100_000)
})

it('is told in words as well, with when each try is given up', () => {
  const given = 'given up after 10 min or 60 s of silence'
  expect(ribbonWords(laneDefaults.heavy)).toBe(
    `3 tries, each ${given}, waiting about 10 s, 20 s between them, then dead letter`,
  )
  expect(ribbonWords({ ...laneDefaults.heavy, jitter: 'none' })).toBe(
    `3 tries, each ${given}, waiting 10 s, 20 s between them, then dead letter`,
  )
  expect(ribbonWords({ ...laneDefaults.heavy, retries: 0 })).toBe(`One try, ${given}, then dead letter`)
})

it.each([
  [{ firstTokenMs: null, stallMs: null }, 'given up after 60 s,'],
  [{ firstTokenMs: 10_000, stallMs: null }, 'given up after 60 s or 10 s without first text,'],
  [{ firstTokenMs: 10_000, stallMs: 30_000 }, 'given up after 60 s, 10 s without first text or 30 s of silence,'],
  [{ firstTokenMs: 60_000, stallMs: 90_000 }, 'given up after 60 s,'], // which the whole call comes before
])('names limits of time only where they can be reached: %o', (limits, words) => {
  expect(ribbonWords({ ...laneDefaults.fast, ...limits })).toContain(words)
})
