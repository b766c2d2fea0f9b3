import { expect, test } from 'vitest'
import { createMeasure } from './measure'

/** A measure, and a provider that is asked whenever the measure lets a call go: `accepts` says whether that one is accepted. */
function setup(known: number | null = null) {
  const measure = createMeasure(0, known)
  let seq = 0
  let now = 0
  return {
    measure,
    now: () => now,
    pass: (ms: number) => {
      now += ms
    },
    /** Lets calls go until `end`, each answered after a millisecond. */
    run: (end: number, accepts: (now: number) => boolean) => {
      const accepted: number[] = []
      const refused: number[] = []
      for (; now < end; now += 1) {
        if (measure.waitMs(now) > 0) continue
        seq += 1
        measure.started(now, seq)
        const ok = accepts(now)
        if (ok) measure.accepted(now + 1, seq)
        else measure.refused(now + 1, { at: now, seq }, null, null)
        ;(ok ? accepted : refused).push(now)
      }
      return { accepted, refused }
    },
  }
}

function bucket(perSecond: number, capacity: number) {
  let [level, at] = [capacity, 0]
  return (now: number) => {
    level = Math.min(capacity, level + ((now - at) / 1_000) * perSecond)
    at = now
    if (level < 1) return false
    level -= 1
    return true
  }
}

test('nothing is held back until a provider refuses', () => {
  const { measure, run } = setup()
  expect(run(1_000, () => true).accepted).toHaveLength(1_000)
  expect([measure.ratePerMs(), measure.foundPerMs()]).toEqual([null, null])
})

test('after the first refusal it is quiet for a second, and then goes on at a lower rate', () => {
  const { measure, run } = setup()
  const { accepted, refused } = run(1_400, (now) => now < 200)
  expect(accepted).toHaveLength(200)
  expect(refused[1]).toBe(1_201)
  expect(measure.ratePerMs()).toBeLessThan(0.75)
})

test('what came through between two refusals is the rate', () => {
  const { measure, run } = setup()
  const provider = bucket(20, 50)
  run(10_000, provider)
  expect(measure.foundPerMs()).toBeCloseTo(0.02, 3)
})

test('it then stays below the rate, and finds it anew now and then', () => {
  const { run } = setup()
  const provider = bucket(20, 50)
  run(20_000, provider)
  const { accepted, refused } = run(120_000, provider)
  expect(accepted.length / 100).toBeGreaterThan(19.6)
  expect(refused.length / accepted.length).toBeLessThan(0.01)
})

test('a rate that is found to be the same again and again is put to the test ever more rarely', () => {
  const { run } = setup()
  const provider = bucket(20, 200)
  const early = run(300_000, provider)
  const late = run(900_000, provider)
  expect(late.accepted.length / 600).toBeGreaterThan(19.7)
  expect(late.refused.length / late.accepted.length).toBeLessThan(0.001)
  expect(late.refused.length / 2).toBeLessThan(early.refused.length)
})

test('a provider that keeps nothing for later is not taken for one that keeps much and is slow', () => {
  const { measure, run } = setup()
  run(240_000, bucket(1, 1))
  expect(measure.foundPerMs()).toBeGreaterThan(0.0008)
  expect(measure.foundPerMs()).toBeLessThan(0.00105)
})

test('a limit that rises after it was found again and again is found, though not at once', () => {
  const { measure, run, now } = setup()
  const [slow, fast] = [bucket(20, 20), bucket(60, 20)]
  run(600_000, slow)
  run(now() + 600_000, fast)
  expect(measure.foundPerMs()).toBeGreaterThan(0.055)
  expect(measure.foundPerMs()).toBeLessThan(0.065)
})

test('refused all the time for a while, it goes on at the rate of before', () => {
  const { measure, run, now } = setup()
  const provider = bucket(20, 50)
  run(60_000, provider)
  const before = measure.foundPerMs() ?? 0
  run(now() + 30_000, () => false)
  expect(measure.foundPerMs()).toBeCloseTo(before, 3)
})

test('refused again and again, it asks less and less often, and one call at a time', () => {
  const { run } = setup()
  const { refused } = run(60_000, (now) => now < 100)
  const gaps = refused.slice(1).map((at, i) => at - (refused[i] ?? 0))
  expect(refused.length).toBeLessThan(13)
  expect(gaps.slice(1)).toEqual(gaps.slice(1).toSorted((a, b) => a - b))
})

test('a rate that is known from before is kept to from the first call', () => {
  const { run } = setup(0.01)
  const { accepted } = run(10_000, () => true)
  expect(accepted.length).toBeGreaterThanOrEqual(97)
  expect(accepted.length).toBeLessThan(102)
})

test('calls that nobody held back do not raise the rate', () => {
  const measure = createMeasure(0, 0.01)
  const before = measure.ratePerMs()
  for (let i = 1; i < 500; i++) {
    measure.started(i * 1_000, i) // one a second, where ten are allowed
    measure.accepted(i * 1_000 + 500, i)
  }
  expect(measure.ratePerMs()).toBe(before)
})

test('the provider’s own time is waited for', () => {
  const measure = createMeasure(0, null)
  measure.started(0, 1)
  measure.refused(10, { at: 0, seq: 1 }, 7_000, null)
  expect(measure.waitMs(10)).toBeGreaterThanOrEqual(7_000)
})

test('refused within what headers tell, it goes on evenly at their rate', () => {
  const measure = createMeasure(0, null)
  measure.started(0, 1)
  measure.refused(10, { at: 0, seq: 1 }, null, { perMs: 0.01, burst: 10 })
  expect(measure.foundPerMs()).toBe(0.01)
  expect(measure.ratePerMs()).toBeCloseTo(0.01, 2)
})

test('a rate that headers are only thought to tell is not gone by once more came through than it lets through', () => {
  const measure = createMeasure(0, null)
  const aMinute = { perMs: 40 / 60_000, burst: 40 } // 40 a second, of which the header says no window
  for (let i = 1; i <= 200; i++) {
    measure.started(i * 25, i)
    measure.accepted(i * 25 + 5, i)
  }
  measure.started(5_100, 201)
  measure.refused(5_110, { at: 5_100, seq: 201 }, 1_000, aMinute)
  expect(measure.foundPerMs()).toBeNull()
  expect(measure.ratePerMs()).toBeGreaterThan(0.02)
})

test('a provider that serves above its limit is slowed down for, once a second', () => {
  const measure = createMeasure(0, 0.01)
  measure.over(1_000)
  measure.over(1_500)
  expect(measure.ratePerMs()).toBeCloseTo(0.01 * 0.97 * 0.9)
})

test('an outage is no part of a measure', () => {
  const { measure, run, pass } = setup()
  const provider = bucket(20, 50)
  run(20_000, provider)
  measure.interrupt()
  pass(60_000)
  measure.empty(80_000)
  run(110_000, provider)
  expect(measure.foundPerMs()).toBeGreaterThan(0.019)
})
