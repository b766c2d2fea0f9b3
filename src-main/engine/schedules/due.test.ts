import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostMadeUp } from '#shared/schedule'
import { countsFrom, dueFirings, mostCounted, onTimeMs, timingFrom, wasAhead } from './due'

const at = (iso: string): number => Date.parse(iso)
const hour = 3_600_000
const day = 24 * hour
const schedule = (handledTo: number, changes: Partial<Parameters<typeof dueFirings>[0]> = {}) => {
  const base = {
    cron: '0 22 * * *',
    timeZone: 'UTC',
    missed: 'once',
    overlap: 'queue',
    state: 'active',
    ...changes,
  } as const
  return { ...base, ...timingFrom(base, handledTo) }
}
const start = at('2026-11-24T12:00Z')
const tonight = at('2026-11-24T22:00Z')

describe('what is due', () => {
  it('is nothing before its time, and nothing while paused', () => {
    expect(dueFirings(schedule(start), tonight - 1).fire).toEqual([])
    expect(dueFirings(schedule(start, { state: 'paused' }), tonight).fire).toEqual([])
  })
  it('is one firing at its time, under every policy', () => {
    for (const missed of ['skip', 'once', 'all'] as const)
      expect(dueFirings(schedule(start, { missed }), tonight + 900)).toEqual({
        ...{ fire: [{ dueAt: tonight, handledTo: tonight + 900, standsFor: 0 }], skipped: 0, uncounted: false },
      })
  })
  it('was missed three nights long: skipped, made up for once, or each', () => {
    const now = at('2026-11-27T08:00Z')
    expect(dueFirings(schedule(start, { missed: 'skip' }), now)).toEqual({ fire: [], skipped: 3, uncounted: false })
    const once = dueFirings(schedule(start), now)
    expect(once.fire).toEqual([{ dueAt: at('2026-11-26T22:00Z'), handledTo: now, standsFor: 2 }])
    const all = dueFirings(schedule(start, { missed: 'all' }), now)
    expect(all.fire.map(({ dueAt }) => dueAt)).toEqual([tonight, tonight + day, tonight + 2 * day])
    expect(all.fire.map(({ handledTo }) => handledTo)).toEqual([tonight, tonight + day, now])
  })
  it('keeps the one that is on time where the others are skipped', () => {
    const now = tonight + 2 * day + onTimeMs
    expect(dueFirings(schedule(start, { missed: 'skip' }), now)).toMatchObject({
      fire: [{ dueAt: tonight + 2 * day }],
      skipped: 2,
    })
    expect(dueFirings(schedule(start, { missed: 'skip' }), now + 1)).toMatchObject({ fire: [], skipped: 3 })
  })
  it('is capped and told where each is made up for, and counted no further than needed', () => {
    const hours = dueFirings(schedule(start, { cron: '0 * * * *', missed: 'all' }), start + 40 * hour)
    expect(hours.fire).toHaveLength(mostMadeUp)
    expect(hours.fire.at(-1)?.dueAt).toBe(start + 40 * hour)
    expect(hours).toMatchObject({ skipped: 16, uncounted: false })
    const minutes = dueFirings(schedule(start, { cron: '* * * * *', missed: 'all' }), start + 60 * day)
    expect(minutes.fire.at(0)?.dueAt).toBe(start + 60 * day - 23 * 60_000)
    expect(minutes).toMatchObject({ skipped: mostCounted - mostMadeUp, uncounted: true })
  })
  it('is made up for once where each firing would only cancel the one before', () => {
    expect(
      dueFirings(schedule(start, { missed: 'all', overlap: 'cancel_previous' }), start + 5 * day).fire,
    ).toHaveLength(1)
  })
  it('lies 60 days ahead and comes', () => {
    const far = schedule(start, { cron: '0 10 23 1 *' })
    expect(far.nextAt).toBe(at('2027-01-23T10:00Z'))
    expect(dueFirings(far, at('2027-01-23T09:59:59Z')).fire).toEqual([])
    expect(dueFirings(far, at('2027-01-23T10:00Z')).fire).toHaveLength(1)
  })
})

describe('a clock that moves', () => {
  it('a day ahead: the firings in between were missed', () => {
    expect(dueFirings(schedule(start), start + day)).toMatchObject({ fire: [{ dueAt: tonight, standsFor: 0 }] })
  })
  it('a day back, or to 1970: nothing is due again', () => {
    const fired = schedule(tonight + 1_000)
    for (const now of [tonight - day, tonight, tonight + 999, 0, start]) expect(dueFirings(fired, now).fire).toEqual([])
    expect(wasAhead(fired, tonight - day)).toBe(false)
    expect(wasAhead(fired, 0)).toBe(false) // a clock that shows 1970 is no reason to change anything
  })
  it('back from the far future: worked out anew, or the schedule would stand still until then', () => {
    const ahead = schedule(at('2040-01-01T00:00Z'))
    expect(wasAhead(ahead, start)).toBe(true)
    expect(countsFrom(ahead, start)).toBe(start)
    expect(countsFrom(schedule(start), start - hour)).toBe(start) // a small step back repeats nothing
  })
  it('whichever way it goes, no due time fires twice and each firing lies in the past', () => {
    const aStep = fc.oneof(fc.integer({ min: -25 * hour, max: 3 * day }), fc.integer({ min: 1_000, max: 2 * hour }))
    const anAim = fc.record({
      cron: fc.constantFrom('*/20 * * * *', '30 2 * * *', '0 */6 * * *', '0 9 * * 1-5'),
      timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
      missed: fc.constantFrom('skip' as const, 'once' as const, 'all' as const),
    })
    fc.assert(
      fc.property(
        anAim,
        fc.array(aStep, { minLength: 1, maxLength: 25 }),
        fc.constantFrom('2027-03-26T12:00Z', '2027-10-29T12:00Z', '2027-04-02T12:00Z'),
        (aim, steps, from) => {
          let now = at(from)
          let state = schedule(now, aim)
          const seen: number[] = []
          for (const step of steps) {
            now += step
            const { fire } = dueFirings(state, now)
            for (const { dueAt } of fire) expect(dueAt).toBeLessThanOrEqual(now)
            seen.push(...fire.map(({ dueAt }) => dueAt))
            if (state.nextAt !== null && state.nextAt <= now) state = schedule(now, aim)
          }
          expect(new Set(seen).size).toBe(seen.length)
          expect([...seen].sort((a, b) => a - b)).toEqual(seen)
        },
      ),
      { numRuns: 300 },
    )
  })
  it('a clock that only goes on misses nothing under the policy all', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1_000, max: 7 * hour }), { minLength: 1, maxLength: 30 }), (steps) => {
        let now = start
        let state = schedule(now, { cron: '*/20 * * * *', missed: 'all' })
        let fired = 0
        for (const step of steps) {
          now += step
          fired += dueFirings(state, now).fire.length
          if (state.nextAt !== null && state.nextAt <= now)
            state = schedule(now, { cron: '*/20 * * * *', missed: 'all' })
        }
        expect(fired).toBe(Math.floor((now - start) / (20 * 60_000)))
      }),
    )
  })
})
