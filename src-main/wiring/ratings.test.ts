import { expect, test } from 'vitest'
import type { CompareFilter } from '#shared/rating'
import { comparedSql, compareKinds, LAST_ROW } from '#store/compared-rows'
import { connect } from '#store/database'
import { ANSWERS, LAST_RATING, OF_ROW, RATED } from '#store/ratings'
import { start } from '#store/retention/candidates'
import { purgeSlices } from '#store/retention/purge-slice'
import { databaseFile } from '#store/safety/files'
import { aBatch, aTask } from '#store/temp-store'
import { settleAs } from './exports/settle-as'
import { best, tempCompared } from './temp-compared'

const rows = [
  ['yes', 'no'], // 1 differs
  ['{"a":1,"b":2}', ' {"b": 2, "a": 1}\n'], // 2 the same value
  ['same', 'same '], // 3 the same but for space
  ['only', null], // 4 one died
  ['late', undefined], // 5 one has not ended
] as const

test('what is known of rows is found by filters, and follows what their tasks come to', async () => {
  const temp = await tempCompared(rows)
  await temp.look()
  const { batchId, store } = temp
  const list = (filter: CompareFilter) => {
    const found: number[] = []
    for (let row = store.compared.find(batchId, filter, 0, 'at'); row !== null; ) {
      found.push(row)
      row = store.compared.find(batchId, filter, row, 'next')
    }
    return found
  }
  const lists = () =>
    Object.fromEntries((['all', 'to_rate', 'differ', 'failed', 'stale'] as const).map((name) => [name, list(name)]))
  expect(lists()).toEqual({ all: [1, 2, 3, 4, 5], to_rate: [1, 2, 3], differ: [1], failed: [4], stale: [] })
  expect(temp.progress()).toMatchObject({ seen: 5, rows: 5, comparable: 3, rated: 0, toRate: 3, differ: 1, failed: 1 })
  expect(store.compared.find(batchId, 'differ', 4, 'at')).toBe(1) // none after it: the last before
  expect(store.compared.find(batchId, 'differ', 1, 'previous')).toBeNull()
  expect(store.compared.before(batchId, 'to_rate', 3)).toBe(2)

  await temp.settle(5, 2, 'another')
  await temp.requeue(4, 2)
  expect(lists()).toMatchObject({ to_rate: [1, 2, 3, 5], differ: [1, 5], failed: [] })
  await temp.settle(4, 2, 'only', 40)
  expect(lists()).toMatchObject({ to_rate: [1, 2, 3, 4, 5], differ: [1, 5] })
  await temp.rate(1, best(2))
  await temp.rate(2, { kind: 'tie' })
  await temp.rate(3, { kind: 'none' })
  expect(list({ choice: best(2) })).toEqual([1])
  expect(list({ choice: { kind: 'tie' } })).toEqual([2])
  expect(list({ choice: { kind: 'none' } })).toEqual([3])
  expect(list('to_rate')).toEqual([4, 5])
  const counted = () => store.db.prepare('SELECT sum(n) AS n FROM compared_counts').get()
  expect(counted()).toEqual({ n: 5 })
})

test('ratings survive a restart, are changed, cleared, and taken back one after the other', async () => {
  const temp = await tempCompared(rows)
  await temp.look()
  const { batchId } = temp
  const first = await temp.rate(1, best(1), { note: '=clearly' })
  await temp.rate(1, best(2))
  await temp.rate(2, { kind: 'tie' })
  const cleared = await temp.rate(2, null)
  temp.reopen()
  const { ratings } = temp.store
  expect(ratings.of(batchId, 1)).toMatchObject({ choice: best(2), note: null, stale: false, ratedAt: 20 })
  expect(ratings.of(batchId, 2)).toBeNull()
  const so = temp.progress()
  expect(so).toMatchObject({ rated: 1, toRate: 2, last: { id: cleared, row: 2 } })
  expect(so.scores).toEqual([
    { variant: 1, wins: 0, rated: 1, failed: 0 },
    { variant: 2, wins: 1, rated: 1, failed: 1 },
  ])
  expect(await temp.store.takeBackRating(batchId, Number(first))).toBeNull() // not the last
  for (const row of [2, 2, 1]) {
    const last = temp.progress().last
    expect(await temp.store.takeBackRating(batchId, last?.id ?? 0)).toBe(row)
  }
  expect(ratings.of(batchId, 1)).toMatchObject({ id: first, choice: best(1), note: '=clearly' })
  expect(temp.progress()).toMatchObject({ rated: 1, ties: 0, last: { id: first, row: 1 } })
  expect(await temp.store.takeBackRating(batchId, Number(first))).toBe(1)
  expect(temp.progress()).toMatchObject({ rated: 0, toRate: 3, last: null })
  // A number is never given twice: whoever still holds one takes back no later rating.
  expect(await temp.rate(1, best(1))).toBeGreaterThan(Number(cleared))
})

test('a rating speaks of the answers that it was given to, and of no others', async () => {
  const temp = await tempCompared([['one', 'two', null]])
  await temp.look()
  const { batchId, store } = temp
  const seen = temp.mark(1)
  await temp.rate(1, best(2), { note: 'as it stood' })
  await temp.requeue(1, 3)
  expect(store.ratings.of(batchId, 1)).toMatchObject({ stale: false }) // still nothing there
  await temp.settle(1, 3, null, 40)
  expect(temp.progress()).toMatchObject({ rated: 1, stale: 0 })
  await temp.requeue(1, 3)
  await temp.settle(1, 3, 'three', 50)
  expect(store.ratings.of(batchId, 1)).toMatchObject({ choice: best(2), note: 'as it stood', stale: true })
  const so = temp.progress()
  expect(so).toMatchObject({ rated: 0, stale: 1, toRate: 1 })
  expect(so.scores.map(({ wins }) => wins)).toEqual([0, 0, 0])
  expect(store.compared.find(batchId, { choice: best(2) }, 0, 'at')).toBeNull()
  expect(await temp.rate(1, best(2), { mark: seen })).toBeNull() // what a window saw before
  expect(temp.progress()).toMatchObject({ rated: 0 })
  await temp.rate(1, best(3))
  expect(temp.progress()).toMatchObject({ rated: 1, stale: 0, toRate: 0 })
})

test('retention removes a note with the last text of its row; what was chosen stays, and is no rating of anything else', async () => {
  const temp = await tempCompared([
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'f'],
  ])
  await temp.look()
  const { batchId, store } = temp
  for (const row of [1, 2]) await temp.rate(row, best(1), { note: `quotes ${row}` })
  const slices = purgeSlices(store.db, store.changes)
  const first = await store.write(() => slices.texts(start, 99, 1, 60))
  expect(store.ratings.of(batchId, 1)?.note).toBe('quotes 1') // its other text is still there
  await store.write(() => slices.texts(first.next ?? start, 99, 1, 60))
  expect(temp.progress()).toMatchObject({ rated: 2, toRate: 1, differ: 3 })
  expect(store.ratings.of(batchId, 1)).toMatchObject({ choice: best(1), note: null, stale: false })
  expect(temp.progress()).toMatchObject({ rated: 2, stale: 0, differ: 3 })
  await store.write(() => slices.tasks(start, 99, 9, 60))
  expect(store.ratings.of(batchId, 2)).toMatchObject({ choice: best(1), note: null, stale: false })
  expect(temp.progress()).toMatchObject({
    rated: 2,
    toRate: 0,
    stale: 0,
    differ: 3,
    scores: [{ wins: 2 }, { wins: 0 }],
  })
  expect(store.db.prepare('SELECT count(*) AS n FROM ratings WHERE note IS NOT NULL').get()).toEqual({ n: 0 })
})

test('rows that are added to a batch are looked at next, and what was rated of the others stays', async () => {
  const temp = await tempCompared([['a', 'b']])
  await temp.look()
  await temp.rate(1, best(1))
  const { batchId, store } = temp
  const variants = store.variants.list(batchId)
  const more = await store.newBatch({ ...aBatch('more', 'staging'), variants })
  const tasks = [1, 2].map((variant) => aTask(`more ${variant}`, { row: 1, variant }))
  const ids = await store.stage(more, 1, tasks, 1)
  await store.mergeStaged(more, batchId, true)
  expect(temp.progress()).toMatchObject({ seen: 1, rows: 2, rated: 1 })
  for (const id of ids) await settleAs(store, id, `answer ${id}`, 50)
  await temp.look()
  expect(temp.progress()).toMatchObject({ seen: 2, rows: 2, rated: 1, toRate: 1, differ: 2 })
})

test('a rating whose transaction fails leaves nothing of it, neither on disk nor in the counts', async () => {
  const temp = await tempCompared([['a', 'b']])
  await temp.look()
  await temp.rate(1, best(1))
  await expect(
    temp.store.write(() => {
      const about = temp.store.ratings.standing(temp.batchId, 1, 1)
      temp.store.ratings.add({
        ...{ batchId: temp.batchId, row: 1, choice: best(2), note: null, blind: false, ratedAt: 1, about },
      })
      temp.store.compared.rated(temp.batchId, 1)
      throw new Error('the disk is full')
    }),
  ).rejects.toThrow('the disk is full')
  expect(temp.progress()).toMatchObject({ rated: 1, scores: [{ wins: 1 }, { wins: 0 }] })
  temp.reopen()
  expect(temp.store.ratings.of(temp.batchId, 1)).toMatchObject({ choice: best(1) })
})

test('rows are found in their indexes, and counts come from counters', async () => {
  const temp = await tempCompared([['a', 'b']])
  const db = connect(databaseFile(temp.dataDir), { timeoutMs: 0, readonly: true })
  const plan = (sql: string) => {
    const named = sql.replaceAll(/@\w+/g, '?')
    const values = [...named.matchAll(/\?/g)].map(() => 1)
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${named}`).all(...values) as { detail: string }[]
    return steps.map(({ detail }) => detail).join('; ')
  }
  try {
    const ours: Record<string, RegExp> = {
      all: /USING PRIMARY KEY/,
      to_rate: /INDEX compared_to_rate/,
      differ: /INDEX compared_differs/,
      failed: /INDEX compared_failed/,
      stale: /INDEX compared_stale/,
      choice: /INDEX compared_choice \(batch_id=\? AND choice=\? AND row/,
    }
    for (const kind of compareKinds)
      for (const sql of Object.values(comparedSql(kind))) expect(plan(sql)).toMatch(ours[kind] ?? /never/)
    for (const sql of [ANSWERS, LAST_ROW]) expect(plan(sql)).toMatch(/INDEX tasks_row/)
    expect(plan(OF_ROW)).toMatch(/INDEX ratings_row/)
    expect(plan(LAST_RATING)).toMatch(/INDEX ratings_batch/)
    expect(plan(RATED)).toMatch(/INDEX ratings_row/)
    for (const sql of [
      ANSWERS,
      LAST_ROW,
      OF_ROW,
      LAST_RATING,
      RATED,
      ...compareKinds.flatMap((kind) => Object.values(comparedSql(kind))),
    ])
      expect(plan(sql)).not.toMatch(/SCAN|TEMP B-TREE/)
  } finally {
    db.close()
  }
})
