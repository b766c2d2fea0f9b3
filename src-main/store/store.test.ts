import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { chat } from '#shared/request'
import type { BatchId, Failure, TaskId, TaskView } from '#shared/task'
import type { Claim, ClaimedTask } from '#shared/work'
import { connect } from './database'
import { lockDataDir } from './lock'
import { migrations } from './migrations/migrate'
import { openStore } from './store'
import { aBatch, aTask, tempStore } from './temp-store'

const failure: Failure = {
  code: 'server_error',
  status: 500,
  providerCode: null,
  message: 'broken',
  requestId: 'req_1',
}
const answer: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'Hello', cutOff: false, finishReason: 'stop', model: 'practice-mini', requestId: 'req_2' },
    usage: { tokensIn: 3, tokensOut: 1 },
  },
}
const claimAll = {
  now: 10,
  admit: () => true,
  windowOpen: () => true,
  lane: 'fast' as const,
  as: () => 'claimed' as const,
}
const ended = { endedAt: 20, progress: 'done' as const, wait: null, mayHaveBeenBilled: false, firstByteMs: 5 }

let temp: ReturnType<typeof tempStore>
async function setup(prompts = 1) {
  temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const ids = await store.enqueue(
    batchId,
    Array.from({ length: prompts }, (_, n) => aTask(`prompt ${n + 1}`)),
    5,
  )
  return { store, batchId, ids, first: ids[0] as TaskId }
}
const view = (id: TaskId): TaskView => {
  const task = temp.store.tasks.get(id)
  if (!task) throw new Error(`no task ${id}`)
  return task
}

/** The tasks that a claim took. */
const claim = async (limit: number, changes: Partial<Claim> = {}): Promise<readonly ClaimedTask[]> =>
  (await temp.store.claim({ ...claimAll, limit: () => limit, ...changes })).tasks
const claimOne = async (changes: Partial<Claim> = {}): Promise<ClaimedTask> => {
  const [task] = await claim(1, changes)
  if (!task) throw new Error('nothing was queued')
  return task
}

afterEach(() => expect(existsSync(temp.dataDir)).toBe(true))

test('an enqueued task is on disk with its prompt, and is there after a restart', async () => {
  const { first } = await setup()
  const store = temp.reopen()
  const detail = store.detail(first)
  expect(detail?.task).toMatchObject({
    state: { kind: 'queued' },
    title: 'prompt 1',
    position: 1,
    attempts: 0,
    model: 'practice-mini',
  })
  expect(detail?.revisions).toEqual([{ revision: 1, createdAt: 5, request: chat('prompt 1') }])
})

test('a claim counts the attempt and makes the task running, in one commit', async () => {
  const { store, first } = await setup(3)
  const claimed = await claim(2)
  expect(claimed.map(({ id, attempt }) => [id, attempt])).toEqual([
    [first, 1],
    [first + 1, 1],
  ])
  expect(view(first)).toMatchObject({ attempts: 1, state: { kind: 'running', startedAt: 10 } })
  expect(store.attempts.ofTask(first)).toMatchObject([{ number: 1, progress: 'claimed', outcome: null, endedAt: null }])
})

test('a settle writes result, attempt and task together, once', async () => {
  const { store, first } = await setup()
  const task = await claimOne()
  const next = { retriesUsed: 0, state: { kind: 'succeeded' as const, settledAt: 20 } }
  const settle = { task, outcome: answer, next, ...ended }
  expect(await store.settle(settle, 20)).toBe(true)
  expect(store.detail(first)).toMatchObject({
    task: { answerMs: 10, tokensIn: 3 },
    result: { text: 'Hello' },
    attempts: [{ outcome: 'succeeded' }],
  })
  expect(await store.settle(settle, 21)).toBe(false)
})

test('an attempt counts as one that may have been billed for nothing until its answer comes late', async () => {
  temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  store.providers.save(
    { id: 'paid', protocol: 'openai-chat', preset: 'custom', name: 'Paid', baseUrl: 'http://h', defaultModel: 'm' },
    0,
  )
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const [id] = await store.enqueue(batchId, [aTask('p', { providerId: 'paid', model: 'm' })], 5)
  if (!id) throw new Error('it was queued')
  const task = await claimOne()
  const next = { retriesUsed: 0, state: { kind: 'queued' as const } }
  const given = { endedAt: 20, progress: 'sent' as const, wait: null, mayHaveBeenBilled: true, firstByteMs: null }
  await store.settle({ task, outcome: { kind: 'lost' }, next, ...given }, 20)
  const counted = () => [store.attempts.unanswered('practice'), store.report.sums(batchId).mayHaveBeenBilled]
  expect(counted()).toEqual([1, 1])
  await store.lateAnswer(id, task.attempt, answer, 30)
  expect(counted()).toEqual([0, 0])
})

test('a late answer to an older attempt is kept with its cost and changes nothing', async () => {
  const { store, first } = await setup()
  const task = await claimOne()
  const queued = { retriesUsed: 0, state: { kind: 'queued' as const } }
  await store.settle({ task, outcome: { kind: 'lost' }, next: queued, ...ended, endedAt: null }, 20)
  await claim(1, { now: 30 })
  const late = { retriesUsed: 0, state: { kind: 'succeeded' as const, settledAt: 40 } }
  expect(await store.settle({ task, outcome: answer, next: late, ...ended }, 40)).toBe(false)
  expect(view(first)).toMatchObject({ attempts: 2, state: { kind: 'running', startedAt: 30 } })
  expect(store.results.get(first)).toBe(null)
  expect(store.detail(first)?.lateAnswers).toEqual([
    { attempt: 1, at: 40, outcome: 'succeeded', text: 'Hello', tokensIn: 3, tokensOut: 1, costNano: null },
  ])
})

test('batches take turns: three prompts start next to a hundred', async () => {
  const { store } = await setup(100)
  const small = await store.newBatch(aBatch('small'))
  await store.enqueue(small, [aTask('a'), aTask('b'), aTask('c')], 6)
  const batches: BatchId[] = []
  for (let n = 0; n < 6; n++) {
    batches.push((await claimOne()).batchId)
  }
  expect(batches.filter((id) => id === small)).toHaveLength(3)
})

test('a closed gate holds its own tasks and no others', async () => {
  const { store, batchId } = await setup(2)
  await store.enqueue(batchId, [aTask('other model', { model: 'practice-embed' })], 6)
  const shut = store.loadGates().find(({ model }) => model === 'practice-mini')?.id
  const claimed = await claim(5, { admit: (id) => id !== shut })
  expect(claimed.map(({ model }) => model)).toEqual(['practice-embed'])
})

test('a staging batch is seen by no list, no counter and no claim, until it opens whole', async () => {
  const { store } = await setup(1)
  const staged = await store.newBatch(aBatch('import', 'staging'))
  await store.stage(staged, 1, [aTask('x'), aTask('y')], 6)
  const all = { batchId: null, tab: 'all' as const, group: null, filter: { text: '' } }
  expect(store.views.list(all, 0, 10).total).toBe(1)
  expect(store.counts.all().reduce((sum, { n }) => sum + n, 0)).toBe(1)
  expect(await claim(9)).toHaveLength(1)
  await store.openBatch(staged)
  expect(store.views.list(all, 0, 10).total).toBe(3)
  expect(await claim(9)).toHaveLength(2)
})

test('what a broken import left is deleted, counters included', async () => {
  const { store } = await setup(1)
  const staged = await store.newBatch(aBatch('import', 'staging'))
  await store.stage(
    staged,
    1,
    Array.from({ length: 1_500 }, () => aTask()),
    6,
  )
  await store.dropStaged(staged)
  expect(store.stagingBatches()).toEqual([])
  expect(store.counts.all()).toHaveLength(1)
})

test('every list has the rows, the order and the total that its tab promises', async () => {
  const { store, ids, batchId } = await setup(6)
  const [a, b, c] = await claim(3)
  if (!a || !b || !c) throw new Error('three were queued')
  const at = (settledAt: number) => ({ ...ended, endedAt: settledAt })
  await store.settle(
    {
      task: a,
      outcome: answer,
      next: { retriesUsed: 0, state: { kind: 'succeeded', settledAt: 50 } },
      ...at(50),
    },
    50,
  )
  const dead = { kind: 'dead' as const, settledAt: 60, failure }
  await store.settle(
    {
      task: b,
      outcome: { kind: 'permanent', failure },
      next: { retriesUsed: 0, state: dead },
      ...at(60),
    },
    60,
  )
  const list = (tab: 'all' | 'running' | 'ready' | 'waiting' | 'done' | 'dead', text = '') =>
    store.views.list({ batchId, tab, group: null, filter: { text } }, 0, 10)
  expect(list('all')).toEqual({ total: 6, order: ids })
  expect(list('running').order).toEqual([c.id])
  expect(list('ready').order).toEqual(ids.slice(3))
  expect(list('done').order).toEqual([a.id])
  expect(list('dead').order).toEqual([b.id])
  expect(list('all', 'PROMPT 4')).toEqual({ total: 1, order: [ids[3]] })
  expect(list('all', '%')).toEqual({ total: 0, order: [] })
  await store.saveGates(
    store
      .loadGates()
      .map((gate) => ({ ...gate, state: { kind: 'closed', reason: 'rate_limit', since: 1, until: 99, failure } })),
  )
  expect(list('ready').total).toBe(0)
  expect(list('waiting').order).toEqual(ids.slice(3))
  const group = {
    batchId: null,
    tab: 'dead' as const,
    group: store.deadGroups.largest(0, 1)[0]?.key ?? expect.fail(),
    filter: { text: '' },
  }
  expect(store.views.list(group, 0, 10)).toEqual({ total: 1, order: [b.id] })
  const finished = store.views.live({ batchId: null }).find(({ key }) => key === 'finished')
  expect(finished).toMatchObject({ total: 2, order: [b.id, a.id] })
})

test('a command for a task that moved on is refused and changes nothing', async () => {
  const { store, first } = await setup()
  const seen = view(first)
  await claim(1)
  expect(await store.move(seen, { kind: 'cancelled', settledAt: 9, failure: null }, 9)).toBe(false)
  expect(view(first).state.kind).toBe('running')
})

test('an edit keeps the original and makes a new revision with a new idempotency key', async () => {
  const { store, first } = await setup()
  const claimed = await claimOne()
  const dead = { retriesUsed: 0, state: { kind: 'dead' as const, settledAt: 20, failure } }
  await store.settle({ task: claimed, outcome: { kind: 'permanent', failure }, next: dead, ...ended }, 20)
  expect(await store.move(view(first), { kind: 'queued' }, 30, { retriesUsed: 0, edited: chat('better') })).toBe(true)
  expect(store.detail(first)?.revisions.map(({ request }) => request)).toEqual([chat('prompt 1'), chat('better')])
  const again = await claimOne()
  expect(again.request).toEqual(chat('better'))
  expect(again.idempotencyKey).not.toBe(claimed.idempotencyKey)
  expect(again.attempt).toBe(2)
})

test('writes of one turn share one commit, and one that throws takes no other with it', async () => {
  const { store, batchId } = await setup(0)
  let news = 0
  store.onNews(() => news++)
  const good = store.enqueue(batchId, [aTask('a')], 6)
  const bad = store.enqueue(999 as BatchId, [aTask('b')], 6)
  const late = store.enqueue(batchId, [aTask('c')], 6)
  await expect(bad).rejects.toThrow(/FOREIGN KEY/)
  expect([...(await good), ...(await late)]).toHaveLength(2)
  expect(news).toBe(1)
})

test('news follows the commit with a rising sequence, and none is lost over a restart', async () => {
  const { store, batchId } = await setup(1)
  const before = store.events.lastSeq()
  const seen: number[] = []
  store.onNews(() => seen.push(store.events.lastSeq()))
  const ids = await store.enqueue(batchId, [aTask('x')], 7)
  expect(seen).toEqual([before + 1])
  expect(temp.reopen().events.since(before, 10)).toMatchObject([{ seq: before + 1, kind: 'tasks', ids }])
})

test('one process per data folder', async () => {
  await setup()
  expect(() => openStore(temp.dataDir)).toThrow(/in use by another Trilane \(process \d+\)/)
  const unlock = lockDataDir(join(temp.dataDir, 'other'))
  unlock()
  lockDataDir(join(temp.dataDir, 'other'))()
})

test('the folder and its files are for their owner alone', async () => {
  await setup()
  const mode = (name: string) => (statSync(join(temp.dataDir, name)).mode & 0o777).toString(8)
  expect(['trilane.db', 'trilane.db-wal', 'trilane.lock'].map(mode)).toEqual(['600', '600', '600'])
})

test('a file of another program, and one of a newer Trilane, are refused and left as they are', async () => {
  await setup(0)
  const file = join(temp.dataDir, 'trilane.db')
  temp.store.close()
  const db = connect(file, { timeoutMs: 0 })
  db.pragma('user_version = 999')
  db.close()
  expect(() => openStore(temp.dataDir)).toThrow(/newer Trilane/)
  const other = connect(file, { timeoutMs: 0 })
  expect(other.pragma('user_version', { simple: true })).toBe(999)
  other.pragma(`user_version = ${migrations.length}`)
  other.pragma('application_id = 7')
  other.close()
  expect(() => openStore(temp.dataDir)).toThrow(/belongs to another program/)
  const mend = connect(file, { timeoutMs: 0 })
  mend.pragma(`application_id = ${0x5472694c}`)
  mend.close()
  temp.reopen()
})
