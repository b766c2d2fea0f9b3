import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { causeOf } from '#shared/cause'
import type { BatchId, TaskId } from '#shared/task'
import type { Filter, Tab } from '#shared/view'
import { tellCausesAnew } from '../causes'
import type { Database } from '../database'
import { conditions, type ListQuery, tabIs, tabOrder } from '../list-rules'
import { aBatch, aTask, tempStore } from '../temp-store'
import { createFinder, everything, type Found, type Knowledge } from './find'
import { createFollower } from './follower'
import { openIndex } from './index-file'
import { indexWriter } from './index-writer'
import { openReader, storeReader } from './store-reader'

const vocabulary = ['heron', 'herons', 'heroic', 'stork', 'storm', 'crane', 'egret', '東京', '京都']
const states = ['queued', 'running', 'waiting', 'scheduled', 'backing_off', 'succeeded', 'dead', 'cancelled']
const all: Knowledge = { isBuilt: true, doubtful: new Set() }
/** Small ones, so that each way is gone. */
const tight = {
  ...{ fewTasks: 8, fewPlaces: 8, scanIds: 7, mostEndings: 1, textsAtOnce: 3, most: 1_000, enough: 1_000 },
}
const wide = { ...tight, fewTasks: 1_000, fewPlaces: 1_000, mostEndings: 64, textsAtOnce: 100 }
/** What is in line is many, and what is on its way few. */
const between = { ...wide, fewTasks: 80, fewPlaces: 40 }

/** 240 tasks of all states, lanes and sizes in three batches, with two or three of the words each, and an index of them. */
async function setup() {
  const temp = tempStore()
  const { store, dataDir } = temp
  await store.beginBoot('boot', 'machine', 1)
  for (const name of ['one', 'two', 'three']) {
    const batchId = await store.newBatch(aBatch(name))
    await store.enqueue(
      batchId,
      Array.from({ length: 80 }, (_, n) =>
        aTask(`${vocabulary[n % 9]} ${vocabulary[(n * 7) % 9]}`, {
          lane: n % 3 ? 'fast' : 'heavy',
          model: n % 4 ? 'mini' : 'max',
          priority: n % 2,
        }),
      ),
      5,
    )
  }
  store.db.exec(`UPDATE gates SET state = 'closed', reason = 'auth', since = 1, failure = '{}' WHERE model = 'max'`)
  scatter(store.db, 0)
  store.db.exec(`INSERT INTO letters (task_id, label, snoozed_until) SELECT id, iif(id % 2, 'legal', NULL), iif(id % 3, NULL, 99) FROM tasks
    WHERE id % 5 = 0 AND (id % 2 = 1 OR id % 3 = 0)`)
  await store.saveSuspects([3, 77, 78, 200, 999] as TaskId[])
  const index = openIndex(join(dataDir, 'search.db'), 'test')
  const writer = indexWriter(index)
  const db = openReader(join(dataDir, 'trilane.db'), join(dataDir, 'search.db'))
  const follower = createFollower(storeReader(db), writer)
  while (follower.step(1_000)) {
    // until it has caught up
  }
  onTestFinished(() => {
    db.close()
    writer.close()
    temp.remove()
  })
  return { store, db, follower }
}

/** Gives each task a state by its id, and the counters what follows from it. */
function scatter(db: Database, shift: number) {
  for (const [index, state] of states.entries()) {
    const isEnd = index >= 5
    db.prepare(
      `UPDATE tasks SET state = @state, version = version + 1, attempts = 1, settled_at = iif(@isEnd, 1000 + id * 7 % 31, NULL),
         run_at = iif(@isDue, 500 + id % 7, NULL), started_at = iif(@isRun, id, NULL), boot = iif(@isRun, 1, NULL),
         progress = iif(@isRun, 'sent', NULL), failure_code = iif(@isDead, 'server_error', NULL),
         failure_status = iif(@isDead, 500 + id % 2, NULL), tokens_in = iif(@isEnd, id, NULL), tokens_out = iif(@isEnd AND id % 3 > 0, 1, NULL),
         cost = (id * 11 + @shift) % 9 * 100
       WHERE (id * 5 + @shift) % 31 % 16 = @index`,
    ).run({
      ...{
        state,
        shift,
        index,
        isEnd: Number(isEnd),
        isDue: Number(index === 3 || index === 4),
        isRun: Number(index === 1),
      },
      isDead: Number(state === 'dead'),
    })
  }
  db.exec(`DELETE FROM task_counts;
    INSERT INTO task_counts (batch_id, lane, gate_id, state, n)
      SELECT batch_id, lane, gate_id, state, count(*) FROM tasks GROUP BY batch_id, lane, gate_id, state`)
  tellCausesAnew(db)
}

const causeWith = (model: string) =>
  causeOf({ code: 'server_error', status: 501, providerCode: null, message: '' }, { providerId: 'practice', model })

function run(search: Generator<void, Found>): readonly TaskId[] {
  for (;;) {
    const { done, value } = search.next()
    if (done) return value.ids
  }
}

const asking = (filter: Partial<Filter>): ListQuery => ({
  ...{ batchId: null, tab: 'all', group: null, filter: { text: '', ...filter } },
})

/** The same, by reading all tasks one after the other. */
function plainly(db: Database, query: ListQuery): TaskId[] {
  const { sql, params } = conditions(query)
  const words = query.filter.text.split(' ').filter(Boolean)
  const isOpen = words.length > 0 && !query.filter.text.endsWith(' ')
  const rows = db
    .prepare(
      `SELECT t.id, json_extract(p.request, '$.messages[0].content') AS text FROM tasks t JOIN payloads p ON p.task_id = t.id
       WHERE ${tabIs[query.tab]} AND ${sql} ORDER BY ${tabOrder[query.tab]}`,
    )
    .all(params) as { id: TaskId; text: string }[]
  const has = (text: string) => (word: string, at: number) => {
    if (/[^a-z]/.test(word)) return text.includes(word)
    const isPrefix = isOpen && at === words.length - 1 && word.length >= 3
    return text.split(' ').some((each) => each === word || (isPrefix && each.startsWith(word)))
  }
  return rows.filter(({ text }) => words.every(has(text))).map(({ id }) => id)
}

const word = fc.constantFrom(...vocabulary, 'her', 'hero', 'sto', '京', 'nothing')
const text = fc.oneof(
  fc.constant(''),
  fc
    .tuple(fc.array(word, { minLength: 1, maxLength: 2 }), fc.constantFrom('', ' '))
    .map(([words, end]) => words.join(' ') + end),
)
const maybe = <T>(values: readonly T[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...values) })
const query: fc.Arbitrary<ListQuery> = fc.record({
  batchId: fc.constantFrom(null, null, 2 as BatchId),
  tab: fc.constantFrom<Tab>('all', 'running', 'waiting', 'ready', 'done', 'dead', 'cancelled'),
  group: fc.constantFrom(null, null, null, causeWith('mini'), causeWith('max')),
  filter: fc.record({
    text,
    lane: maybe(['fast', 'heavy'] as const),
    state: maybe(states),
    status: maybe([500, 501, 503]),
    model: maybe(['MINI', 'max', 'x']),
    batch: maybe(['t', 'one', 'o']),
    row: maybe([
      { from: 2, to: 3 },
      { from: 20, to: 60 },
      { from: 70, to: 500 },
    ]),
    tokensOver: maybe([0, 100, 130]),
    costOver: maybe([0, 400]),
    costUnder: maybe([1, 700]),
    snoozed: maybe([true, false]),
    label: maybe(['legal', 'none']),
    suspect: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant(true) }),
  }) as fc.Arbitrary<Filter>,
})

test('whatever is asked, it finds what reading every task finds, in the same order, by whichever way', async () => {
  const { db } = await setup()
  const finders = [createFinder(db, tight), createFinder(db, wide), createFinder(db, between)]
  fc.assert(
    fc.property(query, fc.boolean(), (asked, isBuilt) => {
      for (const finder of finders) expect(run(finder.find(asked, { ...all, isBuilt }))).toEqual(plainly(db, asked))
    }),
    {
      numRuns: 500,
      // What stands in line is told from what is on its way by the index's copy.
      examples: [
        [asking({ state: 'queued' }), true],
        [{ ...asking({ text: 'heron ' }), tab: 'waiting' }, true],
      ],
    },
  )
}, 30_000)

test('what the index has otherwise than it is now is shown as it is now', async () => {
  const { store, db } = await setup()
  scatter(store.db, 3) // nobody told the index
  const ids = db.prepare('SELECT id FROM tasks').pluck().all() as TaskId[]
  const finders = [createFinder(db, tight), createFinder(db, wide), createFinder(db, between)]
  fc.assert(
    fc.property(query, fc.constantFrom(null, new Set(ids)), (asked, doubtful) => {
      const now = new Set(plainly(db, asked))
      for (const finder of finders)
        for (const id of run(finder.find(asked, { isBuilt: true, doubtful })))
          expect([id, now.has(id)]).toEqual([id, true])
    }),
    { numRuns: 200 },
  )
}, 30_000)

test('beyond the most that is shown it says that there are more', async () => {
  const { db } = await setup()
  const finder = createFinder(db, { ...tight, most: 20, enough: 16 })
  const search = finder.find({ batchId: null, tab: 'all', group: null, filter: { text: 'heron' } }, all)
  const { done, value } = search.next()
  expect([done, value]).toMatchObject([true, { capped: true }])
  expect(value?.ids).toHaveLength(20)
})

test('a pick finds all of them, whatever is asked, also beyond what a list shows', async () => {
  const { db } = await setup()
  const finder = createFinder(db, { ...tight, ...everything.limits, ...{ fewTasks: 8, fewPlaces: 8 } })
  const byId = (ids: readonly TaskId[]) => ids.toSorted((a, b) => a - b)
  fc.assert(
    fc.property(query, (asked) => {
      expect(byId(run(finder.find(asked, all)))).toEqual(byId(plainly(db, asked)))
    }),
    { numRuns: 200 },
  )
}, 30_000)

test('what was found stands in the order of a column, or in its own turned around', async () => {
  const { db } = await setup()
  const finder = createFinder(db, wide)
  const found = (sort?: ListQuery['sort']) => run(finder.find({ ...asking({ text: 'heron' }), sort }, all))
  expect(found({ by: 'source', desc: true })).toEqual(found().toReversed())
  const costs = db.prepare<[string], number>(
    'SELECT t.cost FROM json_each(?) c JOIN tasks t ON t.id = c.value ORDER BY c.key',
  )
  const dear = found({ by: 'cost', desc: true })
  const values = costs.pluck().all(JSON.stringify(dear))
  expect(values).toEqual(values.toSorted((a, b) => b - a))
  expect(new Set(dear)).toEqual(new Set(found()))
})

test('tasks whose change is still to be taken in are doubtful', async () => {
  const { store, follower } = await setup()
  expect(follower.doubtful()).toEqual(new Set())
  const task = (
    await store.claim({ now: 10, admit: () => true, lane: 'fast', as: () => 'claimed' as const, limit: () => 1 })
  ).tasks[0]
  expect(follower.doubtful()).toEqual(new Set(task ? [task.id] : []))
  await store.write(() => store.changes.news('storage'))
  expect(follower.doubtful()).toBeNull()
})

/** How many slices a search took, and what it came to. */
function slicesOf(search: Generator<void, Found>) {
  for (let slices = 1; ; slices++) {
    const { done, value } = search.next()
    if (done) return { slices, found: value.ids.length, capped: value.capped }
  }
}
test('places are read where they are, and not among all tasks', async () => {
  const { db } = await setup()
  const finder = createFinder(db, tight) // 240 tasks are 35 slices
  const narrow = slicesOf(finder.find(asking({ row: { from: 2, to: 3 } }), all))
  expect(narrow).toEqual({ slices: 1, found: 6, capped: false })
  const wider = slicesOf(finder.find(asking({ row: { from: 11, to: 17 } }), all))
  expect(wider).toMatchObject({ found: 21, capped: false })
  expect(wider.slices).toBeLessThanOrEqual(4)
  const notBuilt = { isBuilt: false, doubtful: null }
  expect(slicesOf(finder.find(asking({ row: { from: 11, to: 17 }, batch: 't' }), notBuilt)).slices).toBeLessThanOrEqual(
    3,
  )
  expect(slicesOf(finder.find(asking({ suspect: true }), all))).toEqual({ slices: 1, found: 4, capped: false })
})

test('a name that many small batches have finds all of them, by their tasks alone', async () => {
  const { store, db, follower } = await setup()
  for (let n = 0; n < 60; n++) {
    const batchId = await store.newBatch(aBatch(`nightly ${n}`))
    await store.enqueue(batchId, [aTask('heron', { model: 'mini' }), aTask('crane', { model: 'mini' })], 5)
  }
  while (follower.step(1_000)) {
    // until it has caught up
  }
  const few = createFinder(db, { ...tight, fewPlaces: 150 })
  expect(slicesOf(few.find(asking({ batch: 'nightly' }), all))).toEqual({ slices: 1, found: 120, capped: false })
  const byTags = createFinder(db, tight)
  expect(slicesOf(byTags.find(asking({ batch: 'nightly', text: 'heron ' }), all))).toEqual({
    ...{ slices: 2, found: 60, capped: false },
  })
})

test('the answer to an embedding counts as what it took in', async () => {
  const { db } = await setup()
  const found = run(createFinder(db, tight).find(asking({ tokensOver: 0, state: 'succeeded' }), all))
  const succeeded = db.prepare(`SELECT count(*) FROM tasks WHERE state = 'succeeded'`).pluck().get()
  expect(found).toHaveLength(succeeded as number)
})
