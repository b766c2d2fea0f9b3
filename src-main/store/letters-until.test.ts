import { expect, onTestFinished, test } from 'vitest'
import { letters } from '#engine/bulk/temp-bulk'
import type { EpochMs, TaskId } from '#shared/task'
import { tempStore } from './temp-store'

/** Letters of one cause, the n-th of which died at 1,000 + n. */
async function setup(count: number) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  const { ids } = await letters(store, count)
  for (const [n, id] of ids.entries())
    store.db.prepare('UPDATE tasks SET settled_at = ? WHERE id = ?').run(1_000 + n, id)
  const cause = store.views.rows(ids).find(({ cause: of }) => of !== undefined)?.cause ?? ''
  return { store, ids, cause }
}

test('a list that ends at a moment has none that died later, also a page of it and with a filter, and says how many there are', async () => {
  const { store, ids, cause } = await setup(20)
  const until = 1_011 as EpochMs
  const query = { batchId: null, tab: 'dead' as const, group: cause, filter: { text: '' }, until }
  const seen = ids.slice(0, 12).toReversed()
  expect(store.views.newer(query)).toBe(8)
  expect(store.views.list(query, 0, 99)).toEqual({ total: 12, order: seen })
  for (let start = 0; start < 12; start += 5)
    expect(store.views.list(query, start, start + 5).order).toEqual(seen.slice(start, start + 5))
  expect([...store.views.each(query, 0, 99)]).toEqual(seen)
  expect(store.views.list({ ...query, filter: { text: '', lane: 'fast' } }, 0, 99)).toEqual({ total: 12, order: seen })
  const { until: _, ...open } = query
  expect(store.views.list(open, 0, 99).total).toBe(20)
  expect(store.views.newer(open)).toBeUndefined()
})

test('what died since is looked for where the index of causes begins, whatever there is besides', async () => {
  const { store, cause } = await setup(3)
  const plan = store.db
    .prepare(
      `EXPLAIN QUERY PLAN SELECT count(*) AS n FROM tasks t INDEXED BY tasks_cause WHERE t.state = 'dead' AND t.cause = ? AND t.settled_at > ?`,
    )
    .all(cause, 1) as { detail: string }[]
  expect(plan.map(({ detail }) => detail).join(' ')).toMatch(
    /SEARCH t USING .*tasks_cause \(cause=\? AND settled_at>\?\)/,
  )
})

test('groups tell how many of their letters are put away', async () => {
  const { store, ids, cause } = await setup(5)
  expect(store.deadGroups.get(cause, 2_000)?.snoozed).toBeUndefined()
  store.db.prepare('INSERT INTO letters (task_id, snoozed_until) VALUES (?, ?)').run(ids[1] as TaskId, 9_000)
  store.db.prepare('INSERT INTO letters (task_id, snoozed_until) VALUES (?, ?)').run(ids[3] as TaskId, 9_000)
  expect(store.deadGroups.get(cause, 2_000)).toMatchObject({ count: 5, snoozed: 2 })
  expect(store.deadGroups.largest(2_000, 9)[0]).toMatchObject({ count: 5, snoozed: 2 })
  expect(store.deadGroups.snoozed()).toBe(2)
})
