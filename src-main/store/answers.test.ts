import { expect, onTestFinished, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { ScheduleInput } from '#shared/schedule'
import type { TaskId } from '#shared/task'
import { aBatch, aTask, tempStore } from './temp-store'

const reuse = { policy: {}, windows: [], reuse: true }

/** A store in which nobody asked for reuse yet. */
async function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  await temp.store.beginBoot('boot', 'machine', 1)
  const plain = await temp.store.newBatch(aBatch())

  const answered = (text: string): Outcome => ({
    kind: 'succeeded',
    result: {
      ...{ kind: 'text', text, cutOff: false, finishReason: 'stop', model: 'practice-mini', requestId: null },
      usage: { tokensIn: 1, tokensOut: 1 },
    },
  })
  let moment = 10
  const tick = () => ++moment
  const claim = async () => {
    const how = {
      now: tick(),
      admit: () => true,
      lane: 'fast' as const,
      as: () => 'claimed' as const,
      limit: () => 100,
    }
    return (await temp.store.claim(how)).tasks
  }
  const settle = (task: Awaited<ReturnType<typeof claim>>[number], text: string) => {
    const next = { retriesUsed: 0, state: { kind: 'succeeded' as const, settledAt: 20 } }
    const ended = { endedAt: 20, progress: 'done' as const, wait: null, mayHaveBeenBilled: false, firstByteMs: 5 }
    return temp.store.settle({ task, outcome: answered(text), next, ...ended }, 20)
  }
  /** Claims until nothing is queued; what was asked, each answered with its own words in capitals. */
  async function work(): Promise<string[]> {
    const asked: string[] = []
    for (let tasks = await claim(); tasks.length > 0; tasks = await claim()) {
      for (const task of tasks) {
        const prompt = task.request.kind === 'chat' ? String(task.request.messages[0]?.content) : ''
        asked.push(prompt)
        await settle(task, prompt.toUpperCase())
      }
    }
    return asked
  }
  const result = (id: TaskId | undefined) => id && temp.store.results.get(id)?.text
  return { store: temp.store, plain, claim, settle, work, result, tick }
}

test('an older answer to a prompt with results filled in is found by what was asked, and not by its template', async () => {
  const { store, plain, work, result } = await setup()
  const template = 'use {{steps.x.result}}'
  await store.enqueue(plain, [aTask('a'), aTask(template, { needs: [{ name: 'x', task: { row: 0 } }] })], 5)
  expect(await work()).toEqual(['a', 'use A'])
  const again = await store.newBatch({ ...aBatch(), options: reuse })
  const [same, literal] = await store.enqueue(again, [aTask('use A'), aTask(template)], 6)
  expect(await work()).toEqual([template])
  expect([result(same), result(literal)]).toEqual(['USE A', 'USE {{STEPS.X.RESULT}}'])
})

test('an older answer is left out when a result that it used was removed since', async () => {
  const { store, plain, work, result } = await setup()
  const needs = [{ name: 'x', task: { row: 0 } }]
  await store.enqueue(plain, [aTask('a'), aTask('use {{steps.x.result}}', { needs })], 5)
  await work()
  store.db.exec("UPDATE results SET text = '', purged_at = 30 WHERE task_id = 1")
  const again = await store.newBatch({ ...aBatch(), options: reuse })
  const ids = await store.enqueue(again, [aTask('use A'), aTask('use ')], 6)
  expect(await work()).toEqual(['use A', 'use '])
  expect(ids.map(result)).toEqual(['USE A', 'USE '])
})

const mine = { providerId: 'p1', model: 'm' }
const provider = (port: number, name = 'Mine') => ({
  ...{ id: 'p1', protocol: 'openai-chat' as const, preset: 'custom', name, defaultModel: 'm' },
  baseUrl: `http://127.0.0.1:${port}/v1`,
})

test('once a provider has another address, answers of the server before are not used again, also those that were not indexed yet', async () => {
  const { store, plain, work, tick } = await setup()
  const save = (port: number, name?: string) => store.write(() => store.providers.save(provider(port, name), tick()))
  await save(1)
  await store.enqueue(plain, [aTask('older', mine)], 5)
  await work()
  await save(2)
  const again = await store.newBatch({ ...aBatch(), options: reuse })
  await store.enqueue(again, [aTask('older', mine), aTask('newer', mine)], 6)
  expect(await work()).toEqual(['older', 'newer'])
  await save(2, 'Renamed')
  await store.enqueue(again, [aTask('older', mine), aTask('newer', mine)], 7)
  expect(await work()).toEqual([])
  await save(1)
  await store.enqueue(again, [aTask('older', mine), aTask('newer', mine)], 8)
  expect(await work()).toEqual(['older', 'newer'])
})

test('a call that was on its way when the address changed answers for no other task', async () => {
  const { store, claim, settle, work, result, tick } = await setup()
  await store.write(() => store.providers.save(provider(1), tick()))
  const shared = await store.newBatch({ ...aBatch(), options: reuse })
  await store.enqueue(shared, [aTask('a', mine)], 5)
  const [call] = await claim()
  await store.write(() => store.providers.save(provider(2), tick()))
  const [later] = await store.enqueue(shared, [aTask('a', mine)], 6)
  expect(await claim()).toEqual([])
  if (call) await settle(call, 'of the old server')
  expect(await work()).toEqual(['a'])
  expect(result(later)).toBe('A')
})

test('prompts that were queued for a wrong address share one call to the right one', async () => {
  const { store, work, tick } = await setup()
  await store.write(() => store.providers.save(provider(1), tick()))
  const shared = await store.newBatch({ ...aBatch(), options: reuse })
  await store.enqueue(shared, [aTask('a', mine), aTask('a', mine), aTask('a', mine)], 5)
  await store.write(() => store.providers.save(provider(2), tick()))
  expect(await work()).toEqual(['a'])
})

const nightly = ScheduleInput.parse({
  ...{ name: 'Nightly', cron: '0 22 * * *', timeZone: 'UTC', options: reuse },
  template: { kind: 'prompts', prompts: [{ prompt: 'a' }] },
})
const timing = { nextAt: 100, handledTo: 0 }

test('a schedule that uses stored answers again finds the older ones from its first firing on', async () => {
  const { store, plain, work } = await setup()
  await store.enqueue(plain, [aTask('a')], 5)
  await work()
  const id = await store.schedules.add(nightly, timing, 6)
  await store.schedules.fireNow(id, 'now', [aTask('a')], 7)
  expect(await work()).toEqual([])
})

test('a firing whose older answers cannot be added queues nothing, rejects, and is there to be tried again', async () => {
  const { store, plain, work } = await setup()
  await store.enqueue(plain, [aTask('a')], 5)
  await work()
  const id = await store.schedules.add({ ...nightly, options: { ...reuse, reuse: false } }, timing, 6)
  store.db.exec(`UPDATE schedules SET options = '${JSON.stringify(reuse)}'`) // as an earlier version saved it
  store.db.exec(
    `CREATE TEMP TRIGGER broken BEFORE INSERT ON answers BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
  )
  const next = { nextAt: 200, handledTo: 100 }
  const firing = { id, was: 0, dueAt: 100, timing: next, batchName: 'n', tasks: [aTask('a')], skip: null }
  await expect(store.schedules.fire(firing, 100)).rejects.toThrow('the disk is full')
  expect([store.batches.newest(5).length, store.schedules.get(id)?.handledTo]).toEqual([1, 0])
  store.db.exec('DROP TRIGGER broken')
  expect(await store.schedules.fire(firing, 101)).toEqual(expect.any(Number))
  expect(await work()).toEqual([])
})
