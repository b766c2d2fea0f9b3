import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { queuedFolder } from './folders'
import { openRaw, rawDrain, rawEnqueue, readDrained, readQueued } from './raw'
import { checkLeft } from './rows-left'
import { atOnce, counted, drained, engineOn, open } from './subject'

const count = 40

function setup() {
  const work = mkdtempSync(join(tmpdir(), 'trilane-bench-test-'))
  onTestFinished(() => rmSync(work, { recursive: true }))
  const fresh = () => mkdtempSync(join(work, 'data-'))
  return {
    fresh,
    copy(from: string) {
      const to = fresh()
      cpSync(from, to, { recursive: true })
      return to
    },
    queued: () => queuedFolder(fresh(), count),
    async drained(queued: string) {
      const store = open(queued)
      const { call, allCalled } = counted(atOnce, count)
      const engine = await engineOn(store, call)
      const over = drained(store, allCalled)
      await engine.start()
      await over
      await engine.stop(0)
      store.close()
      return queued
    },
  }
}

test('a run that left every row passes, one that lost or doubled any does not', async () => {
  const { copy, queued, drained } = setup()
  const whole = await drained(await queued())
  expect(() => checkLeft(whole, count, ['succeeded'])).not.toThrow()
  expect(() => checkLeft(whole, count, ['queued'])).toThrow('were to be queued')
  expect(() => checkLeft(whole, count + 1, ['succeeded'])).toThrow()
  for (const harm of [
    'DELETE FROM results WHERE task_id = 7',
    'DELETE FROM attempts WHERE task_id = 7',
    'DELETE FROM payloads WHERE task_id = 7',
    'DELETE FROM tasks WHERE id = 7',
    `UPDATE tasks SET state = 'queued', settled_at = NULL WHERE id = 7`,
    'UPDATE batches SET accepted = accepted - 1',
  ]) {
    const harmed = copy(whole)
    const db = openRaw(harmed)
    db.exec(harm)
    db.close()
    expect(() => checkLeft(harmed, count, ['succeeded']), harm).toThrow('is left')
  }
})

test('raw leaves the rows of the engine, with either checkpointer', async () => {
  const { copy, fresh, queued, drained } = setup()
  const start = await queued()
  const end = readDrained(await drained(copy(start)))
  for (const whose of ['sqlite', 'ours'] as const) {
    const [enqueued, ended] = [fresh(), copy(start)]
    await rawEnqueue(enqueued, readQueued(start), 7, whose)
    checkLeft(enqueued, count, ['queued'])
    expect(readQueued(enqueued)).toEqual(readQueued(start))
    await rawDrain(ended, end, 7, whose)
    checkLeft(ended, count, ['succeeded'])
    expect(readDrained(ended)).toEqual(end)
  }
})
