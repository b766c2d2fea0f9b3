import { expect, onTestFinished, test } from 'vitest'
import { causeOf } from '#shared/cause'
import type { BulkProgress } from '#shared/contract'
import { chat } from '#shared/request'
import type { Failure, TaskId, TaskView } from '#shared/task'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { manualClock } from './manual-clock'
import { createTriage, undoMs } from './triage'

const failure: Failure = {
  code: 'content_policy',
  status: 400,
  providerCode: 'refused',
  message: 'no',
  requestId: null,
}
const key = causeOf(failure, { providerId: 'practice', model: 'practice-mini' })

async function setup(letters = 3) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock()
  const aborted: TaskId[] = []
  const triage = createTriage({
    store: { ...store, list: store.views.list },
    now: clock.now,
    cancelRunning: ({ id }) => void aborted.push(id),
    hold: () => () => {},
    wake: () => {},
  })
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const ids = await store.enqueue(
    batchId,
    Array.from({ length: letters }, (_, n) => aTask(`p${n}`)),
    clock.now(),
  )
  const view = (id: TaskId): TaskView => {
    const task = store.tasks.get(id)
    if (!task) throw new Error('gone')
    return task
  }
  const claim = async (limit: number) =>
    (
      await store.claim({
        lane: 'fast',
        limit: () => limit,
        now: clock.now(),
        as: () => 'sent' as const,
        admit: () => true,
        windowOpen: () => true,
      })
    ).tasks
  /** Makes dead letters of them. */
  const kill = async () => {
    for (const task of await claim(letters)) {
      const next = { retriesUsed: 2, state: { kind: 'dead' as const, settledAt: clock.now(), failure } }
      const end = {
        endedAt: clock.now(),
        progress: 'done' as const,
        wait: null,
        mayHaveBeenBilled: false,
        firstByteMs: null,
      }
      await store.settle({ task, outcome: { kind: 'permanent', failure }, next, ...end }, clock.now())
    }
  }
  return { store, triage, clock, ids, view, kill, batchId, aborted, claim }
}

test('a requeue keeps the history, starts the retries anew and leaves the original prompt beside the edit', async () => {
  const { triage, ids, view, kill, store } = await setup(1)
  await kill()
  const id = ids[0] as TaskId
  const detail = await triage.requeue(id, view(id).version, 'cured')
  expect(detail.task).toMatchObject({ state: { kind: 'queued' }, retriesUsed: 0, attempts: 1, revision: 2 })
  expect(detail.revisions.map(({ request }) => request)).toEqual([chat('p0'), chat('cured')])
  expect(store.attempts.ofTask(id)).toHaveLength(1)
})

test('a requeue of a task that changed meanwhile is refused as stale, and one that is no letter as such', async () => {
  const { triage, ids, view, kill } = await setup(1)
  const id = ids[0] as TaskId
  await expect(triage.requeue(id, 1, undefined)).rejects.toMatchObject({ code: 'wrong_state' })
  await kill()
  await expect(triage.requeue(id, view(id).version - 1, undefined)).rejects.toMatchObject({ code: 'stale' })
  expect(view(id).state.kind).toBe('dead')
})

test('a group is requeued whole, and undo puts back exactly what nothing happened to since', async () => {
  const { triage, ids, view, kill, claim } = await setup(3)
  await kill()
  const before = ids.map(view)
  const { done, undo } = await triage.requeueAll({ deadGroup: key, batchId: null })
  expect(done).toBe(3)
  const [started] = await claim(1)
  expect(await triage.undo(undo ?? '')).toBe(2)
  expect(view(started?.id as TaskId).state.kind).toBe('running')
  for (const task of before.filter(({ id }) => id !== started?.id)) {
    expect(view(task.id)).toEqual({ ...task, version: task.version + 2 })
  }
})

test('a discarded letter keeps its failure and its undo lasts thirty seconds', async () => {
  const { triage, ids, view, kill, clock } = await setup(2)
  await kill()
  const first = await triage.discard({ tasks: ids.map((id) => ({ id, version: view(id).version })) })
  expect(view(ids[0] as TaskId).state).toMatchObject({ kind: 'cancelled', failure })
  expect(await triage.undo(first.undo ?? '')).toBe(2)
  expect(view(ids[0] as TaskId).state).toMatchObject({ kind: 'dead', failure })
  const second = await triage.discard({ deadGroup: key, batchId: null })
  await clock.advance(undoMs + 1)
  await expect(triage.undo(second.undo ?? '')).rejects.toMatchObject({ code: 'not_found' })
})

test('a cancel takes what it was asked for as it is by then, and goes round the loop also where there is nothing to do', async () => {
  const { triage, ids, view, claim, aborted, batchId } = await setup(450)
  const picked = ids.map((id) => ({ id, version: view(id).version }))
  const cancelling = triage.cancel({ tasks: picked })
  const [started] = await claim(1) // while the newest are being cancelled
  expect(await cancelling).toMatchObject({ done: 450, skipped: 0 })
  expect(aborted).toEqual([started?.id])
  let turns = 0
  let over = false
  const count = () => {
    turns++
    if (!over) setImmediate(count)
  }
  setImmediate(count)
  await triage.cancel({ batchId })
  over = true
  expect(turns).toBeGreaterThan(1)
})

test('a letter that moved on since it was picked is skipped and counted', async () => {
  const { triage, ids, view, kill } = await setup(2)
  await kill()
  const picked = ids.map((id) => ({ id, version: view(id).version }))
  await triage.requeue(ids[0] as TaskId, view(ids[0] as TaskId).version, undefined)
  expect(await triage.discard({ tasks: picked })).toMatchObject({ done: 1, skipped: 1 })
})

test('cancelling a batch cancels what waits, aborts what runs, and undo brings the waiting ones back', async () => {
  const { triage, ids, view, claim, batchId, aborted } = await setup(4)
  const [running] = await claim(1)
  const { done, undo } = await triage.cancel({ batchId })
  expect(done).toBe(4)
  expect(aborted).toEqual([running?.id])
  expect(ids.map((id) => view(id).state.kind)).toEqual(['running', 'cancelled', 'cancelled', 'cancelled'])
  expect(await triage.undo(undo ?? '')).toBe(3)
  expect(view(ids[3] as TaskId).state.kind).toBe('queued')
})

test('a cancel that is taken back leaves a task with the model that stood in, and a requeue begins with its own', async () => {
  const { triage, store, ids, view, claim, clock } = await setup(1)
  const id = ids[0] as TaskId
  const [task] = await claim(1)
  if (!task) throw new Error('not claimed')
  await store.settle(
    {
      ...{
        task,
        outcome: { kind: 'transient', failure, retryAfterMs: null, outage: false },
        endedAt: clock.now(),
        progress: 'done',
      },
      next: { retriesUsed: 0, state: { kind: 'queued' }, fallback: 1 },
      ...{ wait: null, mayHaveBeenBilled: false, firstByteMs: null },
    },
    clock.now(),
  )
  const cancel = () => triage.cancel({ tasks: [{ id, version: view(id).version }] })
  await triage.undo((await cancel()).undo ?? '')
  expect(await claim(1)).toMatchObject([{ id, fallback: 1 }])
  await store.settle(
    {
      ...{ task: { ...task, attempt: 2 }, outcome: { kind: 'rate_limited', failure, retryAfterMs: null } },
      ...{ endedAt: clock.now(), progress: 'done', next: { retriesUsed: 0, state: { kind: 'queued' } } },
      ...{ wait: null, mayHaveBeenBilled: false, firstByteMs: null },
    },
    clock.now(),
  )
  await cancel()
  await triage.requeue(id, view(id).version, undefined)
  expect(await claim(1)).toMatchObject([{ id, fallback: 0 }])
})

test('what waits can be started now, later, on the other lane or ahead of others, and taken back', async () => {
  const { triage, ids, view, clock } = await setup(2)
  const picked = () => ({ tasks: ids.map((id) => ({ id, version: view(id).version })) })
  const at = clock.now() + 60_000
  const later = await triage.change(picked(), { kind: 'start_at', at })
  expect(ids.map((id) => view(id).state)).toEqual([
    { kind: 'scheduled', runAt: at },
    { kind: 'scheduled', runAt: at },
  ])
  expect(await triage.undo(later.undo ?? '')).toBe(2)
  expect(view(ids[0] as TaskId).state.kind).toBe('queued')
  await triage.change(picked(), { kind: 'start_at', at })
  await triage.change(picked(), { kind: 'start_now' })
  expect(view(ids[0] as TaskId).state.kind).toBe('queued')
  const moved = await triage.change(picked(), { kind: 'lane', lane: 'heavy' })
  const raised = await triage.change(picked(), { kind: 'priority', priority: 5 })
  expect(view(ids[1] as TaskId)).toMatchObject({ lane: 'heavy', priority: 5 })
  await triage.undo(raised.undo ?? '')
  expect(view(ids[1] as TaskId)).toMatchObject({ lane: 'heavy', priority: 0 })
  expect(moved.done).toBe(2)
})

test('of a whole batch what a change applies to is changed, and only that is counted', async () => {
  const { triage, ids, view, batchId, claim, clock } = await setup(4)
  await claim(1)
  const [running, first, second, third] = ids as [TaskId, TaskId, TaskId, TaskId]
  const at = clock.now() + 60_000
  await triage.change({ tasks: [{ id: first, version: view(first).version }] }, { kind: 'start_at', at })
  const started = await triage.change({ batchId }, { kind: 'start_now' })
  expect(started).toMatchObject({ done: 1, skipped: 0 })
  expect(view(first).state.kind).toBe('queued')
  await triage.undo(started.undo ?? '')
  expect(view(first).state).toEqual({ kind: 'scheduled', runAt: at })
  await triage.change({ tasks: [{ id: second, version: view(second).version }] }, { kind: 'lane', lane: 'heavy' })
  expect(await triage.change({ batchId }, { kind: 'lane', lane: 'heavy' })).toMatchObject({ done: 2, skipped: 0 })
  expect([running, first, second, third].map((id) => view(id).lane)).toEqual(['fast', 'heavy', 'heavy', 'heavy'])
})

test('a task that is in the lane already is not moved', async () => {
  const { triage, ids, view } = await setup(2)
  const tasks = ids.map((id) => ({ id, version: view(id).version }))
  expect(await triage.change({ tasks }, { kind: 'lane', lane: 'fast' })).toEqual({ done: 0, skipped: 2, undo: null })
  expect(ids.map((id) => view(id).version)).toEqual(tasks.map(({ version }) => version))
})

test('what runs or has ended is left as it is, and counted', async () => {
  const { triage, ids, view, kill, clock } = await setup(2)
  await kill()
  const tasks = ids.map((id) => ({ id, version: view(id).version }))
  const at = clock.now() + 1
  expect(await triage.change({ tasks }, { kind: 'start_at', at })).toMatchObject({ done: 0, skipped: 2, undo: null })
})

test('how far a long action is, is told every so often, and a short one tells nothing', async () => {
  const { triage, store, clock, ids, batchId } = await setup(1_000)
  const told: BulkProgress[] = []
  const tell = (progress: BulkProgress) => void told.push(progress)
  await triage.change({ batchId }, { kind: 'priority', priority: 1 }, tell)
  expect(told).toEqual([])
  const off = store.onNews(() => void clock.advance(300)) // each commit takes so long
  const { undo } = await triage.cancel({ ids, batches: [batchId] }, tell)
  expect(told.map(({ seen }) => seen)).toEqual([200, 400, 600, 800, 1_000])
  expect(told.at(-1)).toEqual({ seen: 1_000, of: 1_000 })
  told.length = 0
  expect(await triage.undo(undo ?? '', tell)).toBe(1_000)
  expect(told.at(-1)).toEqual({ seen: 1_000, of: 1_000 })
  off()
})

test('an undo gives each task back what was its own: its state with its moment, its lane and its priority', async () => {
  const { triage, ids, view } = await setup(4)
  const of = (...some: number[]) => ({
    tasks: some.map((n) => ({ id: ids[n] as TaskId, version: view(ids[n] as TaskId).version })),
  })
  await triage.change(of(0), { kind: 'start_at', at: 9_000_000 })
  await triage.change(of(1), { kind: 'start_at', at: 9_000_001 })
  await triage.change(of(2), { kind: 'priority', priority: 7 })
  await triage.change(of(2), { kind: 'lane', lane: 'heavy' })
  const before = ids.map(view)
  const { undo } = await triage.cancel(of(0, 1, 2, 3))
  expect(await triage.undo(undo ?? '')).toBe(4)
  expect(ids.map(view)).toEqual(before.map((task) => ({ ...task, version: task.version + 2 })))
})
