import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { localDays } from '#shared/local-day'
import type { BatchId } from '#shared/task'
import { tempStore } from '../temp-store'
import { sumNames } from './delta'
import { count, decodeInto, newHistogram, size } from './histogram'

const zone = 'Europe/Berlin'
const start = Date.parse('2026-03-20T10:00:00Z')
const hourMs = 3_600_000
const dayMs = 24 * hourMs

function setup() {
  const temp = tempStore(localDays(() => zone))
  const { store } = temp
  type Fact = { readonly at: number; readonly batch: number; readonly model: string; readonly n: number }
  /** Notes facts in one transaction. */
  const add = (facts: readonly Fact[]) =>
    store.write(() => {
      for (const { at, batch, model, n } of facts) {
        const key = {
          minute: at - (at % 60_000),
          batchId: batch as BatchId,
          lane: 'fast',
          providerId: 'p',
          model,
        } as const
        const row = store.changes.insight(key)
        row.succeeded += n
        row.cost += n * 3_000_000_000
        count(row.answers, n * 100)
        row.errors.push({ code: 'timeout', status: 0, tries: n, dead: 1 })
      }
    })
  const scalar = (sql: string) => store.db.prepare<[], number>(sql).pluck().get() ?? 0
  const widths = () =>
    store.db.prepare('SELECT width, count(*) AS n FROM insights WHERE batch_id = 0 GROUP BY width ORDER BY width').all()
  return { ...temp, store, add, scalar, widths }
}

test('what is older stands in wider rows, days as the calendar has them, and nothing is lost on the way', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          afterMs: fc.oneof(fc.nat({ max: 10 * 60_000 }), fc.nat({ max: 30 * hourMs }), fc.nat({ max: 12 * dayMs })),
          agoMs: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat({ max: 20 * dayMs })),
          batch: fc.integer({ min: 1, max: 3 }),
          model: fc.constantFrom('small', 'large'),
          n: fc.integer({ min: 1, max: 9 }),
        }),
        { minLength: 1, maxLength: 40 },
      ),
      async (facts) => {
        const temp = setup()
        try {
          let now = start
          for (const { afterMs, agoMs, ...fact } of facts) {
            now += afterMs
            await temp.add([{ ...fact, at: now - agoMs }])
          }
          const all = facts.reduce((sum, { n }) => sum + n, 0)
          for (const batches of ['= 0', '<> 0']) {
            expect(temp.scalar(`SELECT sum(succeeded) FROM insights WHERE batch_id ${batches}`)).toBe(all)
            expect(temp.scalar(`SELECT sum(cost) FROM insights WHERE batch_id ${batches}`)).toBe(all * 3e9)
            expect(temp.scalar(`SELECT sum(tries) FROM insight_errors WHERE batch_id ${batches}`)).toBe(all)
            expect(temp.scalar(`SELECT sum(dead) FROM insight_errors WHERE batch_id ${batches}`)).toBe(facts.length)
          }
          const read = await temp.store.readInsights({ range: 'all', batchId: null, lane: null, model: null }, now)
          expect(read.sums.answered).toBe(all)
          expect(read.models.reduce((sum, { answer }) => sum + (answer?.n ?? 0), 0)).toBe(facts.length)
          const days = localDays(() => zone)
          const wide = temp.store.db
            .prepare<[], number>(`SELECT start FROM insights WHERE width = ${dayMs}`)
            .pluck()
            .all()
          for (const begin of wide) expect(days.startOf(begin)).toBe(begin)
        } finally {
          temp.remove()
        }
      },
    ),
    { numRuns: 30 },
  )
}, 120_000)

test('after months there are as many rows as days, and of the last days some hundred', async () => {
  const temp = setup()
  onTestFinished(temp.remove)
  const { store, add, widths } = temp
  const fact = (at: number, batch: number) => ({ at, batch, model: 'm', n: 1 })
  // Every fourth hour of some months, then every tenth minute of two days, and each of the last two hours.
  for (let day = 0; day < 100; day++)
    await add([0, 4, 8, 12, 16, 20].map((hour) => fact(start + day * dayMs + hour * hourMs, day + 1)))
  const from = start + 100 * dayMs
  const minutes = Array.from({ length: 2 * 1440 }, (_, n) => n).filter((n) => n % 10 === 0 || n >= 2 * 1440 - 120)
  for (const [, some] of Map.groupBy(minutes, (minute) => Math.floor(minute / 60)))
    await add(some.map((minute) => fact(from + minute * 60_000, 7)))
  const now = from + 2 * dayMs - 1
  const rows = widths() as { width: number; n: number }[]
  expect(rows.map(({ width }) => width)).toEqual([60_000, 15 * 60_000, hourMs, dayMs])
  const [ofMinutes, ofQuarters, ofHours, ofDays] = rows.map(({ n }) => n)
  expect(ofMinutes).toBeLessThanOrEqual(4 * 60)
  expect(ofQuarters).toBeLessThanOrEqual(28 * 4)
  expect(ofHours).toBeLessThanOrEqual(9 * 24)
  expect(ofDays).toBe(102 - 8)
  const all = await store.readInsights({ range: 'all', batchId: null, lane: null, model: null }, now)
  expect(all.sums.answered).toBe(100 * 6 + minutes.length)
  const hour = await store.readInsights({ range: 'hour', batchId: null, lane: null, model: null }, now)
  expect(hour.lanes.fast.answered).toEqual(Array.from({ length: 60 }, () => 1))
}, 20_000)

test('one batch is told apart, also when its name and all of its tasks are gone', async () => {
  const temp = setup()
  onTestFinished(temp.remove)
  await temp.add([
    { at: start, batch: 1, model: 'm', n: 2 },
    { at: start, batch: 2, model: 'm', n: 5 },
  ])
  const of = async (id: number | null) => {
    const query = { range: 'hour', batchId: id as BatchId | null, lane: null, model: null } as const
    return (await temp.store.readInsights(query, start)).sums.answered
  }
  expect([await of(1), await of(2), await of(3), await of(null)]).toEqual([2, 5, 0, 7])
})

test('a write that fails alone leaves nothing of what it noted', async () => {
  const temp = setup()
  onTestFinished(temp.remove)
  const key = { minute: start, batchId: 1 as BatchId, lane: 'fast', providerId: 'p', model: 'm' } as const
  const [, failed] = await Promise.allSettled([
    temp.add([{ at: start, batch: 1, model: 'm', n: 1 }]),
    temp.store.write(() => {
      const row = temp.store.changes.insight(key)
      row.succeeded += 50
      count(row.answers, 9_999)
      row.errors.push({ code: 'auth', status: 401, tries: 1, dead: 0 })
      throw new Error('another write of the same turn')
    }),
    temp.add([{ at: start, batch: 1, model: 'm', n: 2 }]),
  ])
  expect(failed?.status).toBe('rejected')
  const pages = [...temp.store.insights.pages(null, 0, start + dayMs)]
  const rows = pages.flatMap((page) => page.rows)
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({ succeeded: 3, start })
  expect(size(decodeInto(newHistogram(), rows[0]?.answers ?? new Uint8Array()))).toBe(2)
  expect(pages.flatMap(({ errors }) => errors)).toMatchObject([{ code: 'timeout', tries: 3, dead: 2 }])
  expect(sumNames.reduce((sum, name) => sum + (rows[0]?.[name] ?? 0), 0)).toBe(3 + 9_000_000_000)
})
