import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { InsightQuery } from '#shared/insights'
import { localDays } from '#shared/local-day'
import type { BatchId } from '#shared/task'
import { tempStore } from '../temp-store'
import { count } from './histogram'
import { insightsReader } from './read'
import type { InsightsTable } from './table'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const start = Date.parse('2026-03-20T10:00:00Z')
type Fact = { readonly at: number; readonly batch?: number; readonly model?: string; readonly n?: number }

function setup(zone = 'Europe/Berlin') {
  const temp = tempStore(localDays(() => zone))
  const { store } = temp
  const add = (facts: readonly Fact[]) =>
    store.write(() => {
      for (const { at, batch = 1, model = 'm', n = 1 } of facts) {
        const key = {
          minute: at - (at % 60_000),
          batchId: batch as BatchId,
          lane: 'fast',
          providerId: 'p',
          model,
        } as const
        const row = store.changes.insight(key)
        row.succeeded += n
        count(row.answers, n * 100)
        row.errors.push({ code: 'timeout', status: 0, tries: n, dead: 0 })
      }
    })
  /** As one reads that has kept nothing. */
  const afresh = (query: InsightQuery, now: number) =>
    insightsReader(
      store.insights,
      localDays(() => zone),
    ).read(query, now)
  return { ...temp, store, add, afresh }
}
const of = (query: Partial<InsightQuery>): InsightQuery => ({
  ...{ range: 'all', batchId: null, lane: null, model: null },
  ...query,
})

test('whatever was read before, and whatever was written since, a read tells what stands there', async () => {
  const step = fc.record({
    afterMs: fc.oneof(fc.nat({ max: 90_000 }), fc.nat({ max: 50 * 60_000 }), fc.nat({ max: 5 * dayMs })),
    agoMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat({ max: 30 * dayMs })),
    batch: fc.integer({ min: 1, max: 2 }),
    model: fc.constantFrom('small', 'large'),
    read: fc.record({
      range: fc.constantFrom('hour', 'day', 'week', 'month', 'all' as const),
      batchId: fc.constantFrom(null, 1 as BatchId),
      model: fc.constantFrom(null, { providerId: 'p', model: 'small' }),
      lane: fc.constantFrom(null, 'heavy' as const),
    }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const { store, add, afresh, remove } = setup()
      try {
        let now = start
        for (const { afterMs, agoMs, batch, model, read } of steps) {
          now += afterMs
          await add([{ at: now - agoMs, batch, model }])
          const seen = [of({}), read as InsightQuery]
          for (const query of seen) expect(await store.readInsights(query, now)).toEqual(await afresh(query, now))
        }
      } finally {
        remove()
      }
    }),
    { numRuns: 12 },
  )
}, 60_000)

test('what was read once is not read again, however old the store is', async () => {
  const { store, add, remove } = setup()
  onTestFinished(remove)
  const now = start + 400 * dayMs
  await add(Array.from({ length: 400 }, (_, day) => ({ at: start + day * dayMs })))
  let rows = 0
  const counted: InsightsTable = {
    ...store.insights,
    *pages(...span) {
      for (const page of store.insights.pages(...span)) {
        rows += page.rows.length
        yield page
      }
    },
  }
  const { read } = insightsReader(
    counted,
    localDays(() => 'Europe/Berlin'),
  )
  expect((await read(of({}), now)).sums.answered).toBe(400)
  expect(rows).toBeGreaterThan(380)
  rows = 0
  await add([{ at: now }])
  expect((await read(of({}), now + 5_000)).sums.answered).toBe(401)
  expect(rows).toBe(1)
})

test('rows that are put together while they are read page by page are counted once', async () => {
  const { store, add, remove } = setup()
  onTestFinished(remove)
  const models = Array.from({ length: 40 }, (_, n) => `m${n}`)
  const facts = (at: number) => models.map((model) => ({ at, model }))
  for (let minute = 0; minute < 100; minute++) await add(facts(start + minute * 60_000))
  const read = store.readInsights(of({ range: 'day' }), start + 5 * hourMs)
  await add(facts(start + 5 * hourMs)) // the minutes become quarters of an hour
  const seen = await read
  expect([4_000, 4_040]).toContain(seen.sums.answered)
  expect(seen.models).toHaveLength(40)
})

test.each(['Asia/Kolkata', 'Australia/Adelaide', 'Asia/Kathmandu', 'America/St_Johns'])(
  'where midnight is between two hours of UTC (%s), no hour lies in two days',
  async (zone) => {
    const { store, add, remove } = setup(zone)
    onTestFinished(remove)
    const days = localDays(() => zone)
    const midnight = days.startOf(start)
    // One answer in each quarter of the two hours around it, and long after that another one, so that they are put together.
    await add(Array.from({ length: 8 }, (_, n) => ({ at: midnight - hourMs + n * 15 * 60_000 })))
    await add([{ at: midnight + 3 * dayMs }])
    await add([{ at: midnight + 20 * dayMs }])
    const { at, lanes } = await store.readInsights(of({ range: 'month' }), midnight + 20 * dayMs)
    const day = at.indexOf(midnight)
    expect(lanes.fast.answered.slice(day - 1, day + 1)).toEqual([4, 4])
  },
)
