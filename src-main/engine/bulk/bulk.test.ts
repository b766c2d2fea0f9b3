import { expect, onTestFinished, test } from 'vitest'
import type { BulkId, LetterAction } from '#shared/bulk'
import { chat } from '#shared/request'
import type { TaskId } from '#shared/task'
import { tempStore } from '#store/temp-store'
import { snoozeWork } from './snoozes'
import { act, bulkOn, claim, die, letters, view } from './temp-bulk'

async function setup(count = 3, prompt?: (n: number) => string) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  await temp.store.beginBoot('boot', 'machine', 1)
  const made = await letters(temp.store, count, prompt)
  return { temp, store: temp.store, ...made, ...bulkOn(temp.store) }
}
const first = <T>(all: readonly T[]): T => {
  const [one] = all
  if (one === undefined) throw new Error('nothing there')
  return one
}
const requeue: LetterAction = { kind: 'requeue' }

test('a plan says what it would come to, with reasons and examples, and does nothing', async () => {
  const { store, bulk, ids, batchId } = await setup(6, (n) => (n === 5 ? 'remove me' : `prompt ${n}`))
  const seen = ids.map((id) => ({ id, version: view(store, id).version }))
  await store.move(view(store, first(ids)), { kind: 'queued' }, 5)
  const edit = {
    kind: 'replace',
    find: '(prompt [12])|remove me',
    with: '$1$1',
    regex: true,
    matchCase: true,
    wholeWords: false,
  } as const
  const action = await bulk.plan(
    { kind: 'requeue', edit },
    { seen: [...seen, { id: 999 as TaskId, version: 1 }] },
    { batchId },
  )
  expect(action).toMatchObject({ state: 'planned', total: 7, waiting: 7, done: 0, selection: { batchId } })
  expect(action.plan).toMatchObject({ total: 7, eligible: 2, willFailAgain: null, cost: null })
  expect(action.plan?.skipped.map(({ reason, n }) => [reason, n])).toEqual([
    ['unchanged', 2],
    ['moved_on', 1],
    ['empty', 1],
    ['gone', 1],
  ])
  expect(action.plan?.skipped[1]?.examples).toEqual([
    { id: ids[0], title: 'prompt 0', detail: 'It is queued now, with revision 1 and 1 attempt.' },
  ])
  expect(action.plan?.edit).toMatchObject({
    changed: 2,
    unchanged: 2,
    empty: 1,
    tokens: { before: 16, after: 32, sampled: false },
  })
  expect(action.plan?.edit?.examples[0]).toEqual({
    id: ids[1],
    title: 'prompt 1',
    before: 'prompt 1',
    after: 'prompt 1prompt 1',
    from: 0,
  })
  expect(ids.slice(1).map((id) => view(store, id).state.kind)).toEqual(['dead', 'dead', 'dead', 'dead', 'dead'])
  const preview = await bulk.preview({ kind: 'requeue', edit }, { seen }, () => [], new AbortController().signal)
  expect(preview).toMatchObject({ total: 6, eligible: 2 })
})

test('what will fail again, what does not fit and what it costs are asked of those who know', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  await temp.store.beginBoot('boot', 'machine', 1)
  const { ids } = await letters(temp.store, 4)
  const { bulk } = bulkOn(temp.store, {
    willFailAgain: (task, change) => change.edited === undefined && task.title !== 'prompt 0',
    isTooLong: async ({ request }) => JSON.stringify(request).includes('prompt 3'),
  })
  expect((await bulk.plan(requeue, { ids }, {})).plan?.willFailAgain).toMatchObject({ n: 3 })
  const edit = { kind: 'template', text: '{{prompt}}!' } as const
  const { plan } = await bulk.plan({ kind: 'requeue', edit }, { ids }, {})
  expect(plan).toMatchObject({ willFailAgain: { n: 0 }, edit: { changed: 4, beyondWindow: { n: 1, of: 4 } } })
})

test('a requeue starts the retries anew, keeps the history, and goes with another model, lane and limits', async () => {
  const { store, bulk, ids } = await setup(1)
  const limits = { timeoutMs: 5_000, retries: 1, maxOutputTokens: 99 }
  const edit = { kind: 'text', prompt: 'cured' } as const
  await act(bulk, { kind: 'requeue', edit, model: 'practice-reasoner', lane: 'heavy', limits }, ids)
  const id = first(ids)
  expect(view(store, id)).toMatchObject({
    ...{
      state: { kind: 'queued' },
      retriesUsed: 0,
      attempts: 1,
      revision: 2,
      model: 'practice-reasoner',
      lane: 'heavy',
    },
    letter: { limits: { timeoutMs: 5_000, retries: 1 } },
  })
  expect(store.detail(id)?.revisions.map(({ request }) => request)).toEqual([
    chat('prompt 0'),
    chat('cured', { maxOutputTokens: 99 }),
  ])
  expect(store.attempts.ofTask(id)).toHaveLength(1)
  const { tasks } = await store.claim({
    ...{ lane: 'heavy', limit: () => 1, now: 9, as: () => 'sent' as const, admit: () => true, windowOpen: () => true },
  })
  expect(tasks[0]).toMatchObject({
    id,
    override: { timeoutMs: 5_000, retries: 1 },
    model: 'practice-reasoner',
    retriesUsed: 0,
  })
})

test('one that moved on between the plan and the run is passed over, with how it is now and by whom', async () => {
  const { store, bulk, ids } = await setup(3)
  const { id } = await bulk.plan({ kind: 'discard', reason: 'old' }, { ids }, {})
  const [gone, edited] = ids as [TaskId, TaskId]
  await store.move(view(store, gone), { kind: 'queued' }, 5)
  const other = await bulk.one(
    { id: edited, version: view(store, edited).version },
    { kind: 'edit', edit: { kind: 'text', prompt: 'new' } },
  )
  expect(await bulk.run(id)).toMatchObject({ state: 'done', done: 1, skipped: 2, waiting: 0 })
  expect(bulk.items(id, 'skipped', 0, 10)).toMatchObject([
    { id: gone, reason: 'moved_on', detail: 'It is queued now, with revision 1 and 1 attempt.' },
    {
      id: edited,
      reason: 'moved_on',
      detail: `It is a dead letter now, with revision 2 and 1 attempt. Action ${other.id} edited it.`,
    },
  ])
  expect(view(store, ids[2] as TaskId)).toMatchObject({
    state: { kind: 'cancelled', failure: { code: 'content_policy' } },
    letter: { discardedFor: 'old' },
  })
})

test('one letter is refused when it is stale, with what changed, and nothing is kept of it', async () => {
  const { store, bulk, ids } = await setup(1)
  const id = first(ids)
  const { version } = view(store, id)
  await store.move(view(store, id), { kind: 'queued' }, 5)
  await expect(bulk.one({ id, version }, requeue)).rejects.toMatchObject({
    code: 'stale',
    message: 'This task changed meanwhile. It is queued now, with revision 1 and 1 attempt. Nothing was changed.',
  })
  await expect(bulk.one({ id, version: version + 1 }, requeue)).rejects.toMatchObject({ code: 'wrong_state' })
  await expect(bulk.one({ id: 99 as TaskId, version }, requeue)).rejects.toMatchObject({ code: 'not_found' })
  expect(bulk.list()).toEqual([])
})

test('a stop leaves what is done done and the rest waiting; it can be gone on with, and all of it taken back', async () => {
  const { store, bulk, ids } = await setup(450)
  const { id } = await bulk.plan(requeue, { ids }, {})
  const off = store.onNews(() => {
    if (bulk.get(id).done >= 200) bulk.stop(id)
  })
  const stopped = await bulk.run(id)
  off()
  expect(stopped).toMatchObject({ state: 'stopped', stoppedBy: 'person', done: 200, waiting: 250 })
  expect(ids.filter((each) => view(store, each).state.kind === 'queued')).toHaveLength(200)
  expect(await bulk.run(id)).toMatchObject({ state: 'done', done: 450, waiting: 0 })
  await expect(bulk.run(id)).rejects.toMatchObject({ code: 'wrong_state' })
  expect(await bulk.undo(id)).toMatchObject({ state: 'undone', undone: 450, done: 0 })
  expect(ids.every((each) => view(store, each).state.kind === 'dead')).toBe(true)
  await expect(bulk.undo(id)).rejects.toMatchObject({ code: 'wrong_state' })
})

test('after a crash amid an action each of its tasks is either done or waiting, the action says so and goes on', async () => {
  const { temp, bulk, ids } = await setup(5)
  const { id } = await bulk.plan(requeue, { ids }, {})
  const half = await bulk.plan({ kind: 'discard', reason: '' }, { ids }, {})
  await temp.store.bulk.begin(id, 5)
  const some = ids.slice(0, 2).map((each) => ({ task: view(temp.store, each), change: { to: 'queued' as const } }))
  await temp.store.bulk.slice(id, some, 5)
  await temp.store.bulk.create(requeue, {}, 6) // and one that was only being written down
  const store = temp.reopen()
  const after = bulkOn(store).bulk
  await after.recover()
  expect(
    after.list().map((action) => [action.id, action.state, action.stoppedBy, action.done, action.waiting]),
  ).toEqual([
    [half.id, 'planned', null, 0, 5],
    [id, 'stopped', 'crash', 2, 3],
  ])
  expect(ids.map((each) => view(store, each).state.kind)).toEqual(['queued', 'queued', 'dead', 'dead', 'dead'])
  expect(await after.run(id)).toMatchObject({ state: 'done', done: 5 })
  expect(await after.run(half.id)).toMatchObject({ state: 'done', done: 0, skipped: 5 })
  expect(await after.undo(id)).toMatchObject({ undone: 5 })
})

test('what the store refuses fails alone and is listed, and the others are done', async () => {
  const { temp, store, ids } = await setup(3)
  const { bulk } = bulkOn(store, {
    target: ({ providerId }) => ({ providerId, model: 'm' }),
    tasks: (some) =>
      store.tasksAmong(some, ['dead']).map((task) => (task.id === ids[1] ? { ...task, providerId: 'nobody' } : task)),
  })
  const { id } = await bulk.plan({ kind: 'requeue', model: 'm' }, { ids }, {})
  expect(await bulk.run(id)).toMatchObject({ state: 'done', done: 2, failed: 1 })
  expect(bulk.items(id, 'failed', 0, 9)).toMatchObject([
    { id: ids[1], reason: null, detail: expect.stringContaining('FOREIGN KEY') },
  ])
  expect(view(store, ids[1] as TaskId).state.kind).toBe('dead')
  expect(temp.store.counts.all().reduce((sum, { n }) => sum + n, 0)).toBe(3)
})

test('a letter that is put away stays dead and counted, is not among the open ones, and comes back by itself', async () => {
  const { store, bulk, ids } = await setup(3)
  const [one, two] = ids as [TaskId, TaskId]
  await act(bulk, { kind: 'snooze', until: 5_000 }, [one])
  await act(bulk, { kind: 'snooze', until: 9_000 }, [two])
  const open = () =>
    store.views.list({ batchId: null, tab: 'dead', group: null, filter: { text: '', snoozed: false } }, 0, 9).order
      .length
  expect(store.bulk.counts()).toMatchObject({ dead: 3, snoozed: 2, nextWakeAt: 5_000 })
  expect(open()).toBe(1)
  const due = snoozeWork(store.bulk)
  expect(due.nextDueAt()).toBe(5_000)
  await due.run(5_000)
  expect(open()).toBe(2)
  expect(view(store, one)).toMatchObject({ state: { kind: 'dead' } })
  expect(view(store, one).letter).toBeUndefined()
  expect(due.nextDueAt()).toBe(9_000)
  await act(bulk, requeue, [two]) // who is requeued is not put away any more, also when it fails again
  const [task] = await claim(store, 1)
  if (!task) throw new Error('not claimed')
  await die(store, task, 6_000)
  expect(store.bulk.counts()).toMatchObject({ dead: 3, snoozed: 0, nextWakeAt: null })
})

test('labels and notes are found again, and taken away alone', async () => {
  const { store, bulk, ids } = await setup(3)
  await act(bulk, { kind: 'annotate', label: 'legal', note: 'ask them' }, ids.slice(0, 2))
  await act(bulk, { kind: 'annotate', note: null }, ids)
  expect(store.bulk.counts().labels).toEqual([{ label: 'legal', n: 2 }])
  expect(view(store, first(ids)).letter).toMatchObject({ label: 'legal', note: null })
  const found = store.views.list({ batchId: null, tab: 'all', group: null, filter: { text: '', label: 'legal' } }, 0, 9)
  expect(found.order).toEqual(ids.slice(0, 2))
})

test('the last twenty actions of a day on several letters can be taken back, older ones are forgotten; those on one do not count', async () => {
  const { store, bulk, ids, clock } = await setup(2)
  const notes = Array.from({ length: 22 }, (_, n) => `note ${n}`)
  for (const note of notes) await act(bulk, { kind: 'annotate', note }, ids)
  const [newest] = bulk.list()
  for (const note of notes) await act(bulk, { kind: 'annotate', note }, ids.slice(0, 1))
  await bulk.plan(requeue, { ids }, {})
  expect(bulk.list()).toHaveLength(20)
  expect(bulk.get(newest?.id as BulkId).done).toBe(2)
  clock.now += 25 * 3_600_000
  await bulk.plan(requeue, { ids }, {})
  expect(bulk.list()).toHaveLength(1)
  expect(store.db.prepare('SELECT count(*) AS n FROM bulk_items').get()).toEqual({ n: 2 })
})
