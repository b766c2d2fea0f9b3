import { expect, test } from 'vitest'
import { BatchOptions } from '#shared/batch'
import type { ReleasePace } from '#shared/release'
import { chat, promptOf } from '#shared/request'
import type { TaskId, TaskView } from '#shared/task'
import { aTask } from '#store/temp-store'
import { aCause, aFailure, permanent, succeeded, type TempLetters, tempLetters } from './temp-letters'

const all: ReleasePace = { kind: 'all' }
const first = (ids: readonly TaskId[]) => ids[0] as TaskId

/** So many letters of one cause, and a provider that has come to its senses unless told otherwise. */
async function letters(count: number, desk?: TempLetters) {
  const made = desk ?? (await tempLetters())
  made.answer(() => permanent())
  const { ids, batchId } = await made.batch(count)
  expect(made.states(ids)).toEqual(ids.map(() => 'dead'))
  made.answer(() => succeeded)
  made.calls.length = 0
  return { desk: made, ids, batchId, group: { deadGroup: aCause, batchId } }
}

test('a probe that fails releases nothing: the rest stays, and it says why and of which cause', async () => {
  const { desk, ids, group } = await letters(20)
  desk.answer(() => permanent())
  const { id } = await desk.releases.probe(group, all)
  await desk.pass(120_000)
  expect(desk.calls.map(({ prompt }) => prompt)).toEqual(['p1'])
  expect(desk.states(ids)).toEqual(ids.map(() => 'dead'))
  expect(desk.releases.list()).toMatchObject([
    { id, state: 'failed', reason: 'probe_died', failure: aFailure(), total: 19, released: 0, left: 19 },
  ])
  expect(desk.task(ids[1] as TaskId).version).toBe(desk.task(ids[2] as TaskId).version)
  await expect(desk.releases.release(id, all)).rejects.toMatchObject({ code: 'wrong_state' })
})

test('once it succeeds the rest waits for a person where no pace was named, and goes at the one that is', async () => {
  const { desk, ids, group } = await letters(10)
  const { id } = await desk.releases.probe(group, null)
  await desk.pass(60_000)
  expect(desk.releases.list()).toMatchObject([{ id, state: 'proved', left: 9, released: 0 }])
  expect(desk.calls).toHaveLength(1)
  await desk.releases.release(id, all)
  await desk.quiet()
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))
  expect(desk.releases.list()).toMatchObject([{ state: 'done', released: 9, succeeded: 9, died: 0, left: 0 }])
})

test('the one that is sent ahead goes before all that stands in line, of any priority and batch, and keeps its own priority', async () => {
  const desk = await tempLetters({ concurrency: 1 })
  const { ids, group } = await letters(3, desk)
  desk.hold(() => true)
  await desk.batch(1) // a call that takes its time, so that the lane claims no more than it has slots
  await desk.end('p1', succeeded)
  const { batchId } = await desk.batch(4, undefined, 'busy')
  await desk.store.changeBatch(batchId, { priority: 100 })
  expect(desk.inFlight()).toEqual(['p1'])
  await desk.releases.probe(group, null, ids[2])
  await desk.end('p1', succeeded)
  expect(desk.inFlight()).toEqual(['p3'])
  expect(desk.task(ids[2] as TaskId)).toMatchObject({ state: { kind: 'running' }, priority: 0 })
  await desk.end('p3', succeeded)
  expect(desk.inFlight()).toEqual(['p2'])
})

test('in a batch that was paused because too many died, the one ahead goes, and the rest only once a person resumes it', async () => {
  const desk = await tempLetters()
  const deadAlert = { on: true, share: 0.2, atLeast: 20, pause: true }
  const { batchId, ids } = await desk.batch(100, BatchOptions.parse({ deadAlert }))
  const dead = ids.filter((id) => desk.task(id).state.kind === 'dead')
  desk.answer(() => succeeded)
  desk.calls.length = 0
  await desk.releases.probe({ batchId }, all)
  await desk.quiet()
  expect(desk.calls.map(({ prompt }) => prompt)).toEqual(['p1'])
  expect(desk.releases.list()).toMatchObject([{ state: 'releasing', released: dead.length - 1, succeeded: 0 }])
  await desk.engine.setPaused({ kind: 'batch', batchId }, false)
  await desk.quiet()
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))

  await desk.engine.setPaused({ kind: 'batch', batchId }, true)
  const [again] = (await desk.engine.enqueue(batchId, [aTask('later')])) as [TaskId]
  await desk.store.move(desk.task(again), { kind: 'dead', settledAt: desk.clock.now(), failure: aFailure() }, 1)
  await desk.releases.probe({ batchId }, null)
  await desk.quiet()
  expect(desk.task(again).state.kind).toBe('queued') // a person's pause holds for it as well
})

test('so many at once: the next goes when one of them has ended', async () => {
  const { desk, ids, group } = await letters(12)
  desk.hold((prompt) => prompt !== 'p1')
  await desk.releases.probe(group, { kind: 'together', n: 3 })
  await desk.quiet()
  let ended = 0
  while (desk.inFlight().length > 0) {
    expect(desk.inFlight().length).toBe(Math.min(3, 11 - ended))
    await desk.end(desk.inFlight()[0] ?? '', succeeded)
    ended++
  }
  expect(ended).toBe(11)
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))
})

test.each([
  [6, 30],
  [90, 120],
  [600, 120],
])('by the minute no minute has more than %d of them, and none of %d is left out', async (n, count) => {
  const { desk, ids, group } = await letters(count)
  const beganAt = desk.clock.now()
  await desk.releases.probe(group, { kind: 'per_minute', n })
  await desk.quiet()
  await desk.pass(Math.ceil((count / n) * 60_000) + 60_000)
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))
  const times = desk.calls.slice(1).map(({ at }) => at)
  const most = Math.max(...times.map((at) => times.filter((each) => each >= at && each < at + 60_000).length))
  expect(most).toBeLessThanOrEqual(n)
  expect(Math.max(...times) - beganAt).toBeGreaterThanOrEqual(((count - 1 - Math.ceil(n / 60)) / n) * 60_000 * 0.99)
})

test('it ends when three in a row die of the same cause again, and the rest stays', async () => {
  const { desk, ids, group } = await letters(30)
  desk.answer(({ request }) => (Number(promptOf(request).slice(1)) <= 4 ? succeeded : permanent()))
  await desk.releases.probe(group, { kind: 'together', n: 1 })
  await desk.quiet()
  expect(desk.releases.list()).toMatchObject([
    { state: 'stopped', reason: 'same_cause', failure: aFailure(), released: 6, succeeded: 3, died: 3, left: 23 },
  ])
  expect(desk.calls).toHaveLength(7)
  expect(desk.states(ids.slice(7))).toEqual(ids.slice(7).map(() => 'dead'))
})

test('it ends when more than half of the first ten do, also where they are not in a row', async () => {
  const { desk, group } = await letters(30)
  desk.answer(({ request }) => (Number(promptOf(request).slice(1)) % 3 === 1 ? succeeded : permanent()))
  await desk.releases.probe(group, { kind: 'together', n: 1 })
  await desk.quiet()
  expect(desk.releases.list()).toMatchObject([{ state: 'stopped', released: 8, succeeded: 2, died: 6 }])
})

test('deaths of another cause do not end it', async () => {
  const { desk, ids, group } = await letters(12)
  const other = permanent(aFailure({ code: 'context_length', providerCode: 'too_long' }))
  desk.answer(({ request }) => (promptOf(request) === 'p1' ? succeeded : other))
  await desk.releases.probe(group, { kind: 'together', n: 2 })
  await desk.quiet()
  expect(desk.releases.list()).toMatchObject([{ state: 'done', released: 11, died: 11 }])
  expect(desk.calls).toHaveLength(ids.length)
})

test('letters that changed since they were frozen are left as they are, and counted', async () => {
  const { desk, ids, batchId, group } = await letters(6)
  const { id } = await desk.releases.probe(group, null)
  await desk.quiet()
  const [, second, third] = ids as [TaskId, TaskId, TaskId]
  await desk.triage.discard({ tasks: [{ id: second, version: desk.task(second).version }] })
  await desk.triage.requeue(third, desk.task(third).version, 'edited')
  await desk.quiet()
  await desk.releases.release(id, all)
  await desk.quiet()
  expect(desk.releases.list()).toMatchObject([{ state: 'done', total: 5, released: 3, skipped: 2, succeeded: 3 }])
  expect(desk.calls.map(({ prompt }) => prompt).sort()).toEqual(['edited', 'p1', 'p4', 'p5', 'p6'])
  expect(desk.task(second).state.kind).toBe('cancelled')
  expect(batchId).toBe(desk.task(second).batchId)
})

test('of letters that were picked with their versions, those that have others by now are not meant', async () => {
  const { desk, ids } = await letters(3)
  const [one, two, three] = ids as [TaskId, TaskId, TaskId]
  const tasks = ids.map((id) => ({ id, version: desk.task(id).version }))
  await desk.triage.requeue(one, desk.task(one).version, undefined)
  await desk.quiet()
  await desk.releases.probe({ tasks }, all)
  await desk.quiet()
  expect(desk.releases.list()).toMatchObject([{ state: 'done', probeId: two, total: 1 }])
  expect(desk.task(three).state.kind).toBe('succeeded')
  await expect(desk.releases.probe({ tasks }, all)).rejects.toMatchObject({ code: 'stale' })
  expect(desk.releases.list()).toHaveLength(1)
})

test('a probe that is cancelled ends with that said, and the rest stays', async () => {
  const { desk, ids, group } = await letters(3)
  desk.hold(() => true)
  await desk.releases.probe(group, all)
  await desk.quiet()
  await desk.engine.cancel(desk.task(first(ids)))
  await desk.quiet()
  expect(desk.releases.list()).toMatchObject([{ state: 'failed', reason: 'probe_cancelled', left: 2 }])
  expect(desk.states(ids)).toEqual(['cancelled', 'dead', 'dead'])
})

test('one that is discarded or edited in the very commit in which it dies says nothing of the others', async () => {
  const { desk, ids, group } = await letters(4)
  await desk.engine.pauseAll('by_person') // the test claims and settles by itself
  const { store, clock } = desk
  async function dies(probe: TaskId, then: (letter: TaskView) => Promise<unknown>) {
    const { tasks } = await store.claim({
      ...{ lane: 'fast', limit: () => 1, now: clock.now(), admit: () => true, as: () => 'sent' as const },
      ids: [probe],
    })
    const [task] = tasks
    if (!task) throw new Error('it was not claimed')
    const state = { kind: 'dead' as const, settledAt: clock.now(), failure: aFailure() }
    const end = { endedAt: 1, progress: 'done', wait: null, mayHaveBeenBilled: false, firstByteMs: null } as const
    const outcome = { kind: 'permanent', failure: aFailure() } as const
    const settled = store.settle({ task, outcome, next: { retriesUsed: 0, state }, ...end }, clock.now())
    const before = desk.task(probe)
    await Promise.all([settled, then({ ...before, version: before.version + 1, state })])
  }
  const one = await desk.releases.probe(group, all)
  await dies(one.probeId, (letter) =>
    store.move(letter, { kind: 'cancelled', settledAt: clock.now(), failure: aFailure() }, clock.now()),
  )
  expect(desk.releases.list()[0]).toMatchObject({ state: 'failed', reason: 'probe_discarded', left: 3 })
  const two = await desk.releases.probe(group, all)
  await dies(two.probeId, (letter) =>
    store.move(letter, { kind: 'queued' }, clock.now(), { retriesUsed: 0, afresh: true, edited: chat('another') }),
  )
  expect(desk.releases.list()[0]).toMatchObject({ state: 'failed', reason: 'probe_edited', left: 2 })
  expect(desk.states(ids)).toEqual(['cancelled', 'queued', 'dead', 'dead'])
})

test('a person ends it: what was released goes on, and the rest stays', async () => {
  const { desk, ids, group } = await letters(10)
  desk.hold((prompt) => prompt !== 'p1')
  const { id } = await desk.releases.probe(group, { kind: 'together', n: 2 })
  await desk.quiet()
  await desk.releases.abort(id)
  for (const prompt of desk.inFlight()) await desk.end(prompt, succeeded)
  expect(desk.states(ids).filter((state) => state === 'dead')).toHaveLength(7)
  expect(desk.releases.list()).toMatchObject([{ state: 'aborted', released: 2, left: 7 }])
  await expect(desk.releases.abort(id)).rejects.toMatchObject({ code: 'wrong_state' })
})

test('after a restart it goes on where it was: the probe first, then the rest at its pace', async () => {
  const { desk, ids, group } = await letters(9)
  desk.hold(() => true)
  await desk.releases.probe(group, { kind: 'per_minute', n: 2 })
  await desk.quiet()
  expect(desk.inFlight()).toEqual(['p1'])
  desk.hold(() => false)
  await desk.restart()
  expect(desk.releases.list()).toMatchObject([{ state: 'releasing', reason: null, released: 1 }])
  const seen = desk.calls.length
  await desk.restart()
  expect(desk.calls).toHaveLength(seen) // no burst: its next moment is kept
  await desk.pass(5 * 60_000)
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))
  expect(desk.releases.list()).toMatchObject([{ state: 'done', released: 8, succeeded: 8 }])
})

test('after the wall clock was set back it does not wait for longer than its pace says', async () => {
  const { desk, ids, group } = await letters(4)
  await desk.releases.probe(group, { kind: 'per_minute', n: 60 })
  await desk.quiet()
  desk.clock.jump(-3_600_000)
  await desk.pass(70_000)
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))
})

test('it goes through its lane: no more at once than the lane has slots', async () => {
  const desk = await tempLetters({ concurrency: 2 })
  const { ids, group } = await letters(30, desk)
  desk.hold((prompt) => prompt !== 'p1')
  await desk.releases.probe(group, all)
  await desk.quiet()
  let most = 0
  while (desk.inFlight().length > 0) {
    most = Math.max(most, desk.inFlight().length)
    await desk.end(desk.inFlight()[0] ?? '', succeeded)
  }
  expect(most).toBe(2)
  expect(desk.states(ids)).toEqual(ids.map(() => 'succeeded'))
})

test('a release that is paused sends nothing more back, over a restart too; resumed it goes on at its pace and makes up for nothing', async () => {
  const { desk, ids, group } = await letters(10)
  const { id } = await desk.releases.probe(group, { kind: 'per_minute', n: 1 })
  await desk.pass(60_000)
  const [before] = desk.releases.list()
  expect(before).toMatchObject({ state: 'releasing', pausedAt: null })
  const released = before?.released ?? expect.fail()
  expect(released).toBeGreaterThan(0)
  expect(await desk.releases.setPaused(id, true)).toMatchObject({ pausedAt: desk.clock.now(), nextAt: null })
  await expect(desk.releases.setPaused(id, true)).rejects.toMatchObject({ code: 'wrong_state' })
  await desk.pass(10 * 60_000)
  await desk.restart()
  await desk.pass(10 * 60_000)
  expect(desk.releases.list()).toMatchObject([{ state: 'releasing', released, left: 9 - released }])
  expect(desk.releases.list()[0]?.pausedAt).not.toBeNull()
  expect(desk.states(ids).filter((state) => state === 'dead')).toHaveLength(9 - released)
  await desk.releases.setPaused(id, false)
  await desk.quiet()
  expect(desk.releases.list()).toMatchObject([{ released: released + 1, pausedAt: null }])
  await desk.pass(10 * 60_000)
  expect(desk.releases.list()).toMatchObject([{ state: 'done', succeeded: 9, left: 0, pausedAt: null }])
  await expect(desk.releases.setPaused(id, true)).rejects.toMatchObject({ code: 'wrong_state' })
})

test('paused while one is ahead, the rest waits for a person even once it succeeded; what is on its way is still counted', async () => {
  const { desk, ids, group } = await letters(4)
  desk.hold(() => true)
  const { id } = await desk.releases.probe(group, { kind: 'together', n: 2 })
  await desk.quiet()
  await desk.releases.setPaused(id, true)
  await desk.end('p1', succeeded)
  await desk.pass(60_000)
  expect(desk.releases.list()).toMatchObject([{ state: 'releasing', released: 0, left: 3 }])
  await desk.releases.setPaused(id, false)
  await desk.quiet()
  expect(desk.inFlight()).toEqual(['p2', 'p3'])
  await desk.releases.setPaused(id, true)
  await desk.end('p2', succeeded)
  await desk.end('p3', succeeded)
  await desk.pass(60_000)
  expect(desk.releases.list()).toMatchObject([{ released: 2, succeeded: 2, left: 1 }])
  expect(desk.states(ids)).toEqual(['succeeded', 'succeeded', 'succeeded', 'dead'])
  await desk.releases.abort(id)
  expect(desk.releases.list()).toMatchObject([{ state: 'aborted', pausedAt: null }])
})

test('where a person is asked anyway there is nothing to pause', async () => {
  const { desk, group } = await letters(3)
  const { id } = await desk.releases.probe(group, null)
  await expect(desk.releases.setPaused(id, true)).rejects.toMatchObject({ code: 'wrong_state' })
  await desk.pass(1_000)
  await expect(desk.releases.setPaused(id, true)).rejects.toMatchObject({ code: 'wrong_state' })
})
