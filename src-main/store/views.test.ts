import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { causeOf } from '#shared/cause'
import { mostSorted, ownSort, type SortColumn, sortColumns } from '#shared/list-sort'
import type { BatchId, TaskId, TaskView } from '#shared/task'
import type { Tab } from '#shared/view'
import { tellCausesAnew } from './causes'
import { connect, type Database } from './database'
import { aBatch, aTask, tempStore } from './temp-store'
import { viewsReader } from './views'

/** A store with tasks of all states: position n of each batch is in state n. */
async function setup(each = 40) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store, dataDir } = temp
  await store.beginBoot('boot', 'machine', 1)
  const batches: BatchId[] = []
  for (const name of ['one', 'two']) {
    const batchId = await store.newBatch(aBatch(name))
    batches.push(batchId)
    const models = ['practice-mini', 'practice-max']
    const tasks = Array.from({ length: each }, (_, n) =>
      aTask(`${name} ${n}`, {
        lane: n % 3 ? 'fast' : 'heavy',
        model: models[n % 2] ?? '',
        priority: n % 5 === 0 ? 1 : 0,
      }),
    )
    await store.enqueue(batchId, tasks, 5)
  }
  const staging = await store.newBatch(aBatch('hidden', 'staging'))
  await store.stage(staging, 1, [aTask('not yet')], 5)
  const db = connect(join(dataDir, 'trilane.db'), { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  scatter(db)
  return { db, batches, views: viewsReader(db) }
}

/** Gives tasks their states by their position, and the counters what follows from it. */
function scatter(db: Database) {
  const states = [
    'queued',
    'queued',
    'running',
    'waiting',
    'scheduled',
    'backing_off',
    'succeeded',
    'dead',
    'cancelled',
  ]
  for (const [index, state] of states.entries()) {
    const isEnd = ['succeeded', 'dead', 'cancelled'].includes(state)
    const isDue = ['scheduled', 'backing_off'].includes(state)
    db.prepare(
      `UPDATE tasks SET state = @state, attempts = 1, settled_at = iif(@isEnd, 1000 + id * 7 % 31, NULL), run_at = iif(@isDue, 500 + id % 7, NULL),
         started_at = iif(@state = 'running', id, NULL), boot = iif(@state = 'running', 1, NULL),
         progress = iif(@state = 'running', 'sent', NULL), failure_code = iif(@state = 'dead', 'server_error', NULL),
         failure_status = iif(@state = 'dead', 500 + id % 2, NULL)
       WHERE position % @of = @index AND batch_id IN (SELECT id FROM batches WHERE state = 'open')`,
    ).run({ state, isEnd: Number(isEnd), isDue: Number(isDue), index, of: states.length })
  }
  db.exec(`UPDATE gates SET state = 'closed', reason = 'auth', since = 1, failure = '{}' WHERE model = 'practice-max';
    DELETE FROM task_counts;
    INSERT INTO task_counts (batch_id, lane, gate_id, state, n)
      SELECT batch_id, lane, gate_id, state, count(*) FROM tasks GROUP BY batch_id, lane, gate_id, state`)
  tellCausesAnew(db)
}

const causeWith = (status: number) =>
  causeOf(
    { code: 'server_error', status, providerCode: null, message: '' },
    { providerId: 'practice', model: 'practice-mini' },
  )

const tabs: readonly Tab[] = ['all', 'running', 'waiting', 'ready', 'done', 'dead', 'cancelled']
const newestEnd = 't.settled_at DESC, t.id DESC'
const held = `t.state = 'queued' AND g.state = 'closed'`
/** Each tab as one plain query over all tasks. */
const plain: Readonly<Record<Tab, { is: string; order: string }>> = {
  all: { is: 'TRUE', order: 't.batch_id, t.position' },
  running: { is: `t.state = 'running'`, order: 't.started_at, t.id' },
  waiting: {
    is: `t.run_at IS NOT NULL OR t.state = 'waiting' OR ${held}`,
    order: `t.run_at IS NULL, t.run_at, ${held}, iif(t.state = 'queued' OR t.run_at IS NOT NULL, t.lane, ''),
      iif(t.run_at IS NOT NULL, t.state, ''), iif(t.run_at IS NULL, t.batch_id, 0), iif(t.state = 'queued', t.gate_id, 0),
      iif(t.state = 'queued', -t.priority, 0), t.id`,
  },
  ready: {
    is: `t.state = 'queued' AND g.state <> 'closed'`,
    order: 't.lane, t.batch_id, t.gate_id, t.priority DESC, t.id',
  },
  done: { is: `t.state = 'succeeded'`, order: newestEnd },
  dead: { is: `t.state = 'dead'`, order: newestEnd },
  cancelled: { is: `t.state = 'cancelled'`, order: newestEnd },
}

test.each(tabs)('any range of the tab %s is that of the whole list, for all batches and for one', async (tab) => {
  const { db, views, batches } = await setup()
  for (const batchId of [null, batches[1] as BatchId]) {
    const { is, order } = plain[tab]
    const all = db
      .prepare(
        `SELECT t.id FROM tasks t JOIN batches b ON b.id = t.batch_id JOIN gates g ON g.id = t.gate_id
         WHERE b.state = 'open' AND (@batchId IS NULL OR t.batch_id = @batchId) AND (${is}) ORDER BY ${order}`,
      )
      .pluck()
      .all({ batchId }) as TaskId[]
    expect(all.length).toBeGreaterThan(2)
    const query = { batchId, tab, group: null, filter: { text: '' } }
    for (let start = 0; start <= all.length; start += 3)
      expect(views.list(query, start, start + 5)).toEqual({ total: all.length, order: all.slice(start, start + 5) })
  }
})

/** The tab's own order from its end. */
const turned = (tab: Tab) => ({ by: ownSort[tab].by, desc: !ownSort[tab].desc })

test.each(tabs)('any range of the tab %s turned around is that of the whole list from its end', async (tab) => {
  const { views, batches } = await setup()
  for (const batchId of [null, batches[1] as BatchId]) {
    const query = { batchId, tab, group: null, filter: { text: '' } }
    const all = views.list(query, 0, 1_000).order.toReversed()
    for (let start = 0; start <= all.length; start += 3)
      expect(views.list({ ...query, sort: turned(tab) }, start, start + 5)).toEqual({
        total: all.length,
        order: all.slice(start, start + 5),
      })
  }
})

test.each(sortColumns)(
  'a short list stands in the order of %s, and what has no value comes last either way',
  async (by) => {
    const { db, views } = await setup()
    db.exec(`UPDATE tasks SET tokens_in = id % 7, tokens_out = id % 5, cost = id % 3 * 1000, answer_ms = id * 13 % 17
    WHERE state IN ('succeeded', 'dead');
    UPDATE tasks SET failure_message = 'no' WHERE failure_code IS NOT NULL`)
    const query = { batchId: null, tab: 'all', group: null, filter: { text: '' } } as const
    const shownIn: Record<SortColumn, (row: TaskView) => number | string | null> = {
      prompt: ({ title }) => title.toLowerCase(),
      source: ({ batchId, position }) => batchId * 1e7 + position,
      lane: ({ lane }) => lane,
      model: ({ model }) => model,
      attempt: ({ attempts }) => attempts,
      clock: ({ answerMs }) => answerMs,
      tokensIn: ({ tokensIn }) => tokensIn,
      tokensOut: ({ tokensOut }) => tokensOut,
      cost: ({ cost }) => cost || null,
      age: ({ state, createdAt }) => -('settledAt' in state ? state.settledAt : createdAt),
    }
    for (const desc of [false, true]) {
      const { order, total } = views.list({ ...query, sort: { by, desc } }, 0, 1_000)
      const rows = new Map(views.rows(order).map((row) => [row.id, row]))
      const values = order.map((id) => shownIn[by](rows.get(id) as TaskView))
      const known = values.filter((value) => value !== null)
      const sign = desc ? -1 : 1
      expect(order).toHaveLength(total)
      expect(values.slice(0, known.length)).toEqual(known)
      expect(known).toEqual(known.toSorted((a, b) => (a < b ? -sign : a > b ? sign : 0)))
      expect(views.list({ ...query, sort: { by, desc } }, 3, 9).order).toEqual(order.slice(3, 9))
    }
  },
)

test('a list that is too long for another order comes in its own, and says so', async () => {
  const { views } = await setup(mostSorted / 2 + 1)
  const query = { batchId: null, tab: 'all', group: null, filter: { text: '' } } as const
  const own = views.list(query, 0, 20)
  expect(own.total).toBeGreaterThan(mostSorted)
  expect(views.list({ ...query, sort: { by: 'cost', desc: true } }, 0, 20)).toEqual({ ...own, unsorted: true })
  expect(views.list({ ...query, sort: turned('all') }, 0, 20).unsorted).toBeUndefined()
})

test('the letters of one cause are in order across lanes', async () => {
  const { db, views, batches } = await setup()
  const all = db
    .prepare(
      `SELECT id FROM tasks t WHERE state = 'dead' AND failure_status = 501
       AND gate_id IN (SELECT id FROM gates WHERE model = 'practice-mini') ORDER BY ${newestEnd}`,
    )
    .pluck()
    .all() as TaskId[]
  const query = { batchId: null, tab: 'dead' as const, group: causeWith(501), filter: { text: '' } }
  expect(views.list(query, 0, 50)).toEqual({ total: all.length, order: all })
  expect(views.list(query, 1, 3).order).toEqual(all.slice(1, 3))
  const ofBatch = views.list({ ...query, batchId: batches[0] as BatchId }, 0, 50)
  expect(ofBatch.total).toBeLessThan(all.length)
  expect(ofBatch.order).toHaveLength(ofBatch.total)
})

/** The SQL that a list runs, with what it was given. */
function spied(db: Database) {
  const ran: { sql: string; params: unknown }[] = []
  const spy = new Proxy(db, {
    get(target, name) {
      if (name !== 'prepare') return Reflect.get(target, name)
      return (sql: string) => {
        const statement = target.prepare(sql)
        const spying = (call: 'all' | 'get') => (params: unknown) => {
          ran.push({ sql, params })
          return statement[call](params)
        }
        return { all: spying('all'), get: spying('get') }
      }
    },
  })
  return { views: viewsReader(spy), ran }
}

test.each([...tabs.map((tab) => [tab, null] as const), ['dead', causeWith(500)] as const])(
  'no page of the tab %s, group %s, reads or sorts the whole table',
  async (tab, group) => {
    const { db, batches } = await setup()
    for (const batchId of [null, batches[0] as BatchId]) {
      const { views, ran } = spied(db)
      const { total } = views.list({ batchId, tab, group, filter: { text: '' } }, 0, 10)
      views.list({ batchId, tab, group, filter: { text: '' } }, Math.max(0, total - 5), total)
      views.list({ batchId, tab, group, filter: { text: '' }, sort: turned(tab) }, 0, 10)
      expect(ran.length).toBeGreaterThan(0)
      for (const { sql, params } of ran) {
        if (!/tasks t\b/.test(sql)) continue // the counters, which are few
        const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(params) as { detail: string }[]
        const plan = steps.map(({ detail }) => detail).join('; ')
        expect(plan).not.toMatch(/SCAN t\b(?! USING (COVERING )?INDEX tasks_(running|remote)\b)/)
        // What is called is at most as much as the lanes' slots, and is sorted.
        if (tab === 'running') expect([sql, plan]).toEqual([sql, expect.stringMatching(/INDEX tasks_(running|remote)/)])
        if (tab !== 'running' && !(tab === 'waiting' && batchId !== null))
          expect([sql, plan]).toEqual([sql, expect.not.stringMatching(/TEMP B-TREE/)])
        // What has ended or stands in line may be a million: found in the index alone.
        if (['all', 'ready', 'done', 'dead', 'cancelled'].includes(tab))
          expect([sql, plan]).toEqual([sql, expect.stringMatching(/SEARCH t USING COVERING INDEX/)])
      }
    }
  },
)

test('what stands at a closed gate is ready while another key is open, and waits once all that are left are closed', async () => {
  const { db, views, batches } = await setup()
  const [batchId = expect.fail()] = batches
  const provider = { providerId: 'practice', model: 'practice-mini' }
  const failure = JSON.stringify({ code: 'auth', status: 401, providerCode: null, message: 'no', requestId: null })
  const gate = db.prepare<Record<string, unknown>>(
    `INSERT INTO gates (provider_id, model, key_id, state, reason, since, failure)
       VALUES (@providerId, @model, @keyId, @state, iif(@state = 'closed', 'auth', NULL), iif(@state = 'closed', 1, NULL),
         iif(@state = 'closed', @failure, NULL))
     ON CONFLICT (provider_id, model, key_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, since = excluded.since,
       failure = excluded.failure`,
  )
  const set = (keyId: string, state: 'open' | 'closed') => gate.run({ ...provider, keyId, state, failure })
  const sizes = () =>
    (['waiting', 'ready'] as const).map((tab) => {
      const plain = { batchId, tab, group: null }
      const { total } = views.list({ ...plain, filter: { text: '' } }, 0, 100)
      expect(views.list({ ...plain, filter: { text: '', model: 'practice' } }, 0, 100).total).toBe(total)
      return total
    })
  const [waiting = 0, ready = 0] = sizes()
  set('2', 'open')
  set('1', 'closed')
  expect(sizes()).toEqual([waiting, ready])
  set('2', 'closed')
  const [held = 0, left = 0] = sizes()
  expect(held).toBeGreaterThan(waiting)
  expect(held + left).toBe(waiting + ready)
  db.prepare(
    `INSERT INTO secrets (provider_id, key_id, backend, sealed, last4, saved_at) VALUES ('practice', '2', 'k', x'00', 'wxyz', 1)`,
  ).run()
  set('1', 'open') // the gate of a key that is not there any more
  expect(sizes()).toEqual([held, left])
})
