import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { causeOf } from '#shared/cause'
import { type LaneName, laneNames } from '#shared/lane'
import type { Outcome } from '#shared/outcome'
import { deadTrendBarMs, deadTrendBars } from '#shared/overview'
import type { EpochMs, Failure, TaskId, TaskState } from '#shared/task'
import type { ClaimedTask } from '#shared/work'
import { tellCausesAnew } from './causes'
import { connect, type Database } from './database'
import { aBatch, aTask, tempStore } from './temp-store'

const noon = 20_000 * 86_400_000 + 43_200_000
const failureOf = (n: number): Failure => ({
  ...{ code: 'server_error', status: 500 + (n % 3), providerCode: null, requestId: `r${n}` },
  message: `Worker ${n} of ${n * 7} is broken`,
})

/** The same groups, by reading all letters. */
function plainly(db: Database, now: EpochMs) {
  const rows = db
    .prepare(
      `SELECT id, cause, lane, settled_at AS at, deaths FROM tasks WHERE state = 'dead' ORDER BY settled_at DESC, id DESC`,
    )
    .all() as { id: number; cause: string; lane: LaneName; at: EpochMs; deaths: number }[]
  const first = Math.floor(now / deadTrendBarMs) - deadTrendBars + 1
  return [...Map.groupBy(rows, ({ cause }) => cause)]
    .map(([key, of]) => ({
      ...{ key, count: of.length, exampleId: of[0]?.id, lastAt: of[0]?.at, firstAt: of.at(-1)?.at },
      lanes: laneNames.filter((name) => of.some(({ lane }) => lane === name)),
      again: of.filter(({ deaths }) => deaths > 1).length,
      trend: Array.from(
        { length: deadTrendBars },
        (_, bar) => of.filter(({ at }) => Math.floor(at / deadTrendBarMs) === first + bar).length,
      ),
    }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
}

async function setup(tasks: number, models: readonly string[] = ['practice-mini']) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const inputs = Array.from({ length: tasks }, (_, n) =>
    aTask(`p${n}`, { lane: n % 3 ? 'fast' : 'heavy', model: models[n % models.length] ?? '' }),
  )
  const ids = await store.enqueue(batchId, inputs, 1)
  const end = { endedAt: 1, progress: 'done', wait: null, mayHaveBeenBilled: false, firstByteMs: null } as const
  const claim = async (only: readonly TaskId[] | undefined, way?: ClaimedTask['way']): Promise<ClaimedTask[]> => {
    const running: ClaimedTask[] = []
    for (const lane of laneNames) {
      const asked = {
        lane,
        now: 1,
        admit: () => true,
        windowOpen: () => true,
        as: () => 'sent' as const,
        limit: () => 999,
      }
      const { tasks: claimed } = await store.claim({ ...asked, ids: only, ...(way && { reserve: () => way }) })
      running.push(...claimed)
    }
    return running
  }
  const settle = (task: ClaimedTask, state: TaskState) => {
    const outcome: Outcome =
      state.kind === 'dead' ? { kind: 'permanent', failure: state.failure } : { kind: 'cancelled' }
    return store.settle({ ...end, task, outcome, next: { retriesUsed: 0, state } }, 1)
  }
  const die = async (id: TaskId, failure: Failure, at: EpochMs, way?: ClaimedTask['way']) => {
    const [task = expect.fail()] = await claim([id], way)
    await settle(task, { kind: 'dead', settledAt: at, failure })
  }
  const view = (id: TaskId) => store.task(id) ?? expect.fail()
  const requeue = (id: TaskId) => store.move(view(id), { kind: 'queued' }, 1, { retriesUsed: 0, afresh: true })
  return { ...temp, store, batchId, ids, claim, settle, die, view, requeue }
}

const step = fc.record({
  do: fc.constantFrom('die', 'die', 'die', 'requeue', 'discard', 'undo', 'lane'),
  n: fc.nat(60),
  late: fc.constantFrom(0, 1, 3_600_000, 90_000_000),
})

test('the groups are those that reading all letters gives, whatever is requeued, discarded, taken back or dies again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const { store, ids, die, view, requeue } = await setup(24)
      let now = noon
      const undo: (() => Promise<unknown>)[] = []
      for (const { do: what, n, late } of steps) {
        now += 60_000
        const id = ids[n % ids.length] ?? expect.fail()
        const task = view(id)
        const back = () => store.move(view(id), task.state, now, { retriesUsed: task.retriesUsed, lane: task.lane })
        if (what === 'die' && task.state.kind === 'queued') await die(id, failureOf(n), now - late)
        else if (what === 'undo') await undo.pop()?.()
        else if (task.state.kind === 'dead') {
          if (what === 'requeue') await requeue(id)
          else if (what === 'discard')
            await store.move(task, { kind: 'cancelled', settledAt: now, failure: task.state.failure }, now)
          else if (what === 'lane')
            await store.move(task, { kind: 'queued' }, now, { lane: task.lane === 'fast' ? 'heavy' : 'fast' })
          undo.length = 0 // only what was last done is taken back
          if (what !== 'die') undo.push(back)
        }
        const groups = store.deadGroups.largest(now, 1_000)
        expect(groups.map(({ code: _, status, providerCode, example, providerId, model, ...rest }) => rest)).toEqual(
          plainly(store.db, now),
        )
        expect(store.deadGroups.count()).toBe(groups.length)
        for (const { key, count } of groups)
          expect(store.views.size({ batchId: null, tab: 'dead', group: key, filter: { text: '' } })).toBe(count)
      }
      store.close()
    }),
    { numRuns: 40 },
  )
}, 60_000)

test('taking a requeue back leaves the letter, its cause and the counts exactly as they were', async () => {
  const { store, ids, die, view, requeue } = await setup(6)
  for (const [n, id] of ids.entries()) await die(id, failureOf(n % 2), noon + n)
  const [id = expect.fail()] = ids
  await requeue(id)
  await die(id, failureOf(0), noon + 50)
  const rows = () => ['causes', 'cause_hours'].map((table) => store.db.prepare(`SELECT * FROM ${table}`).all())
  const task = () =>
    store.db.prepare('SELECT state, cause, died_of, deaths, settled_at, failure_message FROM tasks ORDER BY id').all()
  const before = [rows(), task()]
  const { state } = view(id)
  await requeue(id)
  expect(view(id).cause).toBeUndefined()
  expect(rows()).not.toEqual(before[0])
  await store.move(view(id), state, noon + 60)
  expect([rows(), task()]).toEqual(before)
})

test('a task that dies of the same cause after a requeue says so, and one that dies of another does not', async () => {
  const { store, ids, die, view, requeue } = await setup(3)
  const [id = expect.fail(), other = expect.fail()] = ids
  await die(id, failureOf(0), noon)
  await die(other, failureOf(0), noon)
  expect(view(id)).toMatchObject({ cause: expect.stringMatching(/^server_error\.500\./) })
  expect(view(id).deaths).toBeUndefined()
  await requeue(id)
  await die(id, { ...failureOf(3), requestId: 'another' }, noon + 1)
  expect(view(id).deaths).toBe(2)
  await requeue(id)
  await die(id, failureOf(6), noon + 2)
  expect(view(id).deaths).toBe(3)
  expect(store.deadGroups.largest(noon, 9)).toMatchObject([{ count: 2, again: 1 }])
  await requeue(id)
  await die(id, failureOf(1), noon + 3)
  expect(view(id).deaths).toBeUndefined()
  expect(store.deadGroups.largest(noon, 9).map(({ count, again }) => [count, again])).toEqual([
    [1, 0],
    [1, 0],
  ])
})

test('a letter is of the provider and model that its last call went to, also when those stood in', async () => {
  const { store, ids, die, view, requeue } = await setup(2)
  const [id = expect.fail(), own = expect.fail()] = ids
  const gate = await store.ensureGate('practice', 'stand-in', '1')
  const way = { gateId: gate.id, keyId: '1', providerId: 'practice', model: 'stand-in' }
  await die(id, failureOf(0), noon, way)
  await die(own, failureOf(0), noon)
  const causes = ['stand-in', 'practice-mini'].map((model) => causeOf(failureOf(0), { providerId: 'practice', model }))
  expect([view(id).cause, view(own).cause]).toEqual(causes)
  expect(store.deadGroups.get(causes[0] ?? '', noon)).toMatchObject({ model: 'stand-in', exampleId: id })
  const { state } = view(id)
  await requeue(id)
  await store.move(view(id), state, noon)
  expect(view(id).cause).toBe(causes[0])
})

test('letters that need another task are one group of no provider, and leave it when that one is requeued', async () => {
  const { store, batchId, ids, die, view, requeue } = await setup(1)
  const [parent = expect.fail()] = ids
  const [child = expect.fail()] = await store.enqueue(
    batchId,
    [aTask('Use {{steps.first.result}}', { needs: [{ name: 'first', task: parent }] })],
    1,
  )
  await die(parent, failureOf(0), noon)
  const [late = expect.fail()] = await store.enqueue(
    batchId,
    [aTask('Use {{steps.first.result}}', { needs: [{ name: 'first', task: parent }] })],
    1,
  )
  expect(view(child).cause).toBe(view(late).cause)
  expect(store.deadGroups.get(view(child).cause ?? '', noon)).toMatchObject({
    ...{ code: 'blocked', count: 2, providerId: null, model: null },
  })
  await requeue(parent)
  expect(view(child)).toMatchObject({ state: { kind: 'waiting' } })
  expect(store.deadGroups.count()).toBe(0)
})

test('many groups of letters are read a page at a time, the largest first, and each as a list in the order of the tab', async () => {
  const { store, ids, die } = await setup(60, ['a-model', 'b-model', 'c-model'])
  for (const [n, id] of ids.entries()) await die(id, { ...failureOf(n), message: n % 4 ? 'left' : 'right' }, noon + n)
  const all = store.deadGroups.largest(noon, 1_000)
  expect(store.deadGroups.count()).toBe(all.length)
  expect([...store.deadGroups.largest(noon, 2), ...store.deadGroups.largest(noon, 99, 2)]).toEqual(all)
  expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(60)
  for (const { key, count } of all) {
    const query = { batchId: null, tab: 'dead' as const, group: key, filter: { text: '' } }
    const { order } = store.views.list(query, 0, 99)
    expect(order).toHaveLength(count)
    expect(order).toEqual(
      store.db
        .prepare(`SELECT id FROM tasks WHERE state = 'dead' AND cause = ? ORDER BY settled_at DESC, id DESC`)
        .pluck()
        .all(key),
    )
    expect(store.views.list(query, count - 1, count).order).toEqual(order.slice(-1))
  }
})

test('causes that are missing or wrong, as after damage, are told and counted anew', async () => {
  const { store, dataDir, ids, die, requeue } = await setup(9)
  for (const [n, id] of ids.entries()) await die(id, failureOf(n), noon + n)
  await requeue(ids[0] ?? expect.fail())
  await die(ids[0] ?? expect.fail(), failureOf(0), noon)
  const before = store.deadGroups.largest(noon, 99)
  store.close()
  const db = connect(join(dataDir, 'trilane.db'), { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  const rows = () => ['causes', 'cause_hours'].map((table) => db.prepare(`SELECT * FROM ${table}`).all())
  const counted = rows()
  db.exec(`DELETE FROM causes; DELETE FROM cause_hours; UPDATE tasks SET cause = NULL WHERE id % 2 = 0`)
  tellCausesAnew(db)
  expect(rows()).toEqual(counted)
  expect(before.reduce((sum, { again }) => sum + again, 0)).toBe(1)
})
