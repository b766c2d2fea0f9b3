import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Attempt } from '#shared/task'
import { detailOf } from '../../preview/details'
import { busyTasks, now } from '../../preview/tasks'
import { marks, ribbon } from './ribbon'

const attemptsOf = (id: number) => {
  const task = busyTasks.find((each) => each.id === id)
  if (!task) throw new Error(`no task ${id}`)
  return detailOf(task).attempts
}

/** Attempts that follow each other, some with waits, with random lengths. */
const history = fc
  .array(fc.record({ lasted: fc.nat(600_000), wait: fc.option(fc.nat(300_000)), idle: fc.nat(200_000) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((steps) => {
    let at = now - 10_000_000
    return steps.map(({ lasted, wait, idle }, index): Attempt => {
      const startedAt = at
      const endedAt = startedAt + lasted
      at = endedAt + (wait ?? 0) + idle
      return {
        ...{ number: index + 1, revision: 1, lane: 'fast', model: 'm', startedAt, endedAt, progress: 'done' },
        ...{
          outcome: 'transient',
          failure: null,
          mayHaveBeenBilled: false,
          firstByteMs: null,
          tokensIn: null,
          tokensOut: null,
        },
        wait: wait === null ? null : { reason: 'backoff', ms: wait, until: endedAt + wait },
      }
    })
  })

describe('the ribbon', () => {
  test('fills its width, whatever happened: no part is negative or invisible', () => {
    fc.assert(
      fc.property(history, (attempts) => {
        const parts = ribbon(attempts, now, false)
        expect(parts.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100, 6)
        for (const part of parts) {
          expect(part.percent).toBeGreaterThan(0)
          expect(part.ms).toBeGreaterThanOrEqual(0)
        }
        const folded = parts.find(({ kind }) => kind === 'many')?.count ?? 0
        expect(parts.filter(({ kind }) => kind === 'attempt')).toHaveLength(attempts.length - folded)
      }),
    )
  })

  test('draws longer what took longer', () => {
    fc.assert(
      fc.property(history, (attempts) => {
        const parts = ribbon(attempts, now, false).filter(({ kind }) => kind !== 'gap' && kind !== 'many')
        const sorted = parts.toSorted((a, b) => a.ms - b.ms)
        for (const [index, part] of sorted.entries())
          expect(part.percent).toBeGreaterThanOrEqual((sorted[index - 1]?.percent ?? 0) - 1e-9)
      }),
    )
  })

  test('has attempts, their waits and the live try in order', () => {
    const parts = ribbon(attemptsOf(142), now, true)
    expect(
      parts.filter(({ kind }) => kind === 'attempt' || kind === 'wait').map(({ kind, live }) => (live ? 'live' : kind)),
    ).toEqual(['attempt', 'wait', 'attempt', 'wait', 'attempt', 'wait', 'live'])
    expect(parts.at(-1)?.ms).toBe(18_400)
  })

  test('a wait that goes on is live and ends at the present', () => {
    const last = ribbon(attemptsOf(138), now, false).at(-1)
    expect(last).toMatchObject({ kind: 'wait', live: true, ms: 6_000 })
  })

  test('a day between a letter and its requeue is a break, not a day of ribbon', () => {
    const [first, ...others] = attemptsOf(129)
    if (!first) throw new Error('no attempt')
    const yesterday = {
      ...first,
      startedAt: first.startedAt - 86_400_000,
      endedAt: first.startedAt - 86_399_000,
      wait: null,
    }
    const parts = ribbon([yesterday, ...others], now, false)
    expect(parts.find(({ kind }) => kind === 'gap')?.percent).toBeLessThan(5)
  })

  test('clock times under it keep apart', () => {
    fc.assert(
      fc.property(history, (attempts) => {
        const found = marks(ribbon(attempts, now, false))
        expect(found[0]?.left).toBe(0)
        for (const [index, mark] of found.entries())
          if (index > 0) expect(mark.left - (found[index - 1]?.left ?? 0)).toBeGreaterThanOrEqual(19)
      }),
    )
  })
})

test('a task that was never tried has no ribbon', () => expect(ribbon([], now, false)).toEqual([]))

test('between waits of hours a call of milliseconds can still be seen, and its status read', () => {
  const [first] = attemptsOf(129)
  if (!first) throw new Error('no attempt')
  const hour = 3_600_000
  const quick = (number: number): Attempt => {
    const startedAt = now - (5 - number) * 3 * hour
    const endedAt = startedAt + 4
    return {
      ...first,
      number,
      startedAt,
      endedAt,
      wait: { reason: 'rate_limit', ms: 3 * hour - 4, until: startedAt + 3 * hour },
    }
  }
  const parts = ribbon([quick(1), quick(2), quick(3)], now, false)
  for (const { kind, percent } of parts) if (kind === 'attempt') expect(percent).toBeGreaterThanOrEqual(6.5)
  expect(parts.find(({ kind }) => kind === 'wait')?.percent).toBeGreaterThan(20)
})

test('of very many attempts the first and the last few are drawn, and between them how many there are', () => {
  const [first] = attemptsOf(129)
  if (!first) throw new Error('no attempt')
  const attempts = Array.from({ length: 300 }, (_, n): Attempt => {
    const startedAt = now - (300 - n) * 10_000
    return {
      ...first,
      number: n + 1,
      startedAt,
      endedAt: startedAt + 1_000,
      wait: n === 299 ? null : { reason: 'backoff', ms: 9_000, until: startedAt + 10_000 },
    }
  })
  const parts = ribbon(attempts, now, false)
  expect(parts.filter(({ kind }) => kind === 'attempt').map(({ attempt }) => attempt?.number)).toEqual([
    ...[1, 297, 298, 299, 300],
  ])
  expect(parts.find(({ kind }) => kind === 'many')).toMatchObject({ count: 295, ms: 2_950_000 })
  expect(parts.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100, 6)
  for (const { kind, percent } of parts) if (kind === 'attempt') expect(percent).toBeGreaterThanOrEqual(6.5)
})
