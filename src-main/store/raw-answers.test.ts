import { expect, onTestFinished, test } from 'vitest'
import type { EpochMs, TaskId } from '#shared/task'
import type { WireAnswer } from '#shared/wire'
import { runHere } from './receipt/thread/run-job'
import { dataSize } from './retention/data-size'
import { createRetention } from './retention/retention'
import { aBatch, aTask, tempStore } from './temp-store'

const mb = 1024 * 1024
const headers: WireAnswer['headers'] = [['request-id', 'r1']]
/** Of so many bytes with its headers. */
const raw = (bytes: number): WireAnswer => ({
  ...{ status: 200, headers, cut: false },
  body: 'x'.repeat(bytes - JSON.stringify(headers).length),
})

async function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  await temp.store.beginBoot('boot', 'machine', 1)
  const batchId = await temp.store.newBatch(aBatch())
  /** One task that is answered so. */
  async function answer(wire: WireAnswer, at = 20 as EpochMs): Promise<TaskId> {
    const { store } = temp
    await store.enqueue(batchId, [aTask()], 5)
    const { tasks } = await store.claim({
      ...{ now: 10, admit: () => true, lane: 'fast', as: () => 'claimed', limit: () => 1 },
    })
    const [task] = tasks
    if (!task) throw new Error('nothing was claimed')
    const result = {
      ...{ kind: 'text' as const, text: 'Hello', cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
      usage: { tokensIn: 1, tokensOut: 1 },
    }
    await store.settle(
      {
        ...{ task, outcome: { kind: 'succeeded', result }, endedAt: at, progress: 'done', wait: null, wire },
        ...{ next: { state: { kind: 'succeeded', settledAt: at }, retriesUsed: 0 } },
        ...{ mayHaveBeenBilled: false, firstByteMs: 1 },
      },
      at,
    )
    return task.id
  }
  const retention = () => {
    const { db, changes, rawAnswers, write, hold } = temp.store
    return createRetention({
      ...{ db, changes, rawAnswers, dataDir: temp.dataDir, runJob: runHere, commit: { run: write, hold } },
      ...{ now: () => 30, elapsed: () => 0 },
    })
  }
  const bodyOf = (id: TaskId) => temp.store.wires.get(id, 1)?.body ?? null
  const bytes = () => dataSize(temp.store.db, temp.dataDir).rawAnswers
  return { temp, answer, retention, bodyOf, bytes }
}

test('a raw answer lies with its attempt, also after a restart; one without a body takes no row', async () => {
  const { temp, answer, bytes } = await setup()
  const without = await answer({ status: 200, headers, body: null, cut: false })
  expect(bytes()).toBe(0)
  expect(temp.store.wires.get(without, 1)).toEqual({ status: 200, headers, body: null, cut: false })
  const id = await answer({ ...raw(100), cut: true })
  temp.reopen()
  expect(temp.store.wires.get(id, 1)).toEqual({ ...raw(100), cut: true })
  expect(bytes()).toBe(100)
})

test('it is off until a person chooses, and what was chosen outlives a restart', async () => {
  const { temp, retention } = await setup()
  expect(temp.store.keepsRawAnswers()).toBe(false)
  await retention().saveRawAnswers({ keep: true, maxMb: 3 })
  expect(temp.store.keepsRawAnswers()).toBe(true)
  temp.reopen()
  expect(temp.store.keepsRawAnswers()).toBe(true)
  expect((await retention().keeping()).rawAnswers).toEqual({ keep: true, maxMb: 3 })
})

test('a choice that could not be written does not hold', async () => {
  const { temp } = await setup()
  const { store } = temp
  const refused = store.write(() => {
    store.rawAnswers.choose({ keep: true, maxMb: 1 })
    expect(store.keepsRawAnswers()).toBe(true)
    throw new Error('the disk is full')
  })
  await expect(refused).rejects.toThrow('the disk is full')
  expect(store.keepsRawAnswers()).toBe(false)
})

test('all of them take no more room than was chosen: the oldest go first, and a smaller room takes effect at once', async () => {
  const { answer, retention, bodyOf, bytes } = await setup()
  await retention().saveRawAnswers({ keep: true, maxMb: 2 })
  const ids: TaskId[] = []
  for (let n = 0; n < 5; n++) {
    ids.push(await answer(raw(mb / 2)))
    expect(bytes()).toBeLessThanOrEqual(2 * mb)
  }
  expect(ids.map((id) => bodyOf(id) !== null)).toEqual([false, true, true, true, true])
  await retention().saveRawAnswers({ keep: true, maxMb: 1 })
  expect(ids.map((id) => bodyOf(id) !== null)).toEqual([false, false, false, true, true])
  expect(bytes()).toBe(mb)
})

test('retention removes them with the texts of their task, and a person all of them, whatever is chosen', async () => {
  const { temp, answer, retention, bodyOf, bytes } = await setup()
  const [old, young] = [await answer(raw(100), 20), await answer(raw(200), 29)]
  await retention().save({ taskDays: null, textDays: 1 })
  const { db, changes, rawAnswers, write, hold } = temp.store
  const later = createRetention({
    ...{ db, changes, rawAnswers, dataDir: temp.dataDir, runJob: runHere, commit: { run: write, hold } },
    ...{ now: () => 86_400_000 + 25, elapsed: () => 0 },
  })
  expect(await later.purge(true)).toMatchObject({ texts: 1 })
  expect([bodyOf(old), bodyOf(young)?.length]).toEqual([null, raw(200).body?.length])
  expect(bytes()).toBe(200)
  await later.dropRawAnswers()
  expect(bytes()).toBe(0)
  expect(temp.store.results.text(young)).toBe('Hello')
  expect(later.untidySince()).not.toBeNull()
})
