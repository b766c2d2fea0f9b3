import { appendFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { WatchInput } from '#shared/watch'
import { slowMs } from './eye'
import { type TempWatch, tempWatch } from './temp-watch'

const header = 'q,result,state,error_code,error_message\n'
const results = (...rows: string[]) => `${header}${rows.map((row) => `${row},to Ask ${row},succeeded,,\n`).join('')}`

/** Prompts that were called for, in their order: those with an answer that none was kept for. */
const called = ({ store }: TempWatch) =>
  store.db
    .prepare<[], string>(
      `SELECT t.title FROM tasks t WHERE EXISTS (SELECT 1 FROM attempts a WHERE a.task_id = t.id) ORDER BY t.id`,
    )
    .pluck()
    .all()

test('of a file that grows only the new rows are asked, and its new results hold all rows in their order, each once', async () => {
  const world = await tempWatch()
  await world.watch()
  const path = world.write('log.csv', 'q\none\ntwo\n')
  await world.pass(slowMs + 6_000)
  // It grows while what was sent of it is at work: nobody can say yet which rows will have an answer.
  writeFileSync(path, 'q\nzero\none\ntwo\nthree\n')
  world.write('other.csv', 'q\nother\n')
  await world.pass(2 * slowMs)
  expect(world.states()).toEqual({ 'log.csv': 'earlier', 'other.csv': 'taken' })
  expect(world.watching.isIdle()).toBe(true)
  await world.settle()
  await world.pass(2_000)
  expect(world.batches()).toEqual(['log', 'log', 'other'])
  await world.work()
  await world.pass(3_000)
  expect(called(world)).toEqual(['Ask one', 'Ask two', 'Ask other', 'Ask zero', 'Ask three'])
  expect(world.text('log.results.csv')).toBe(results('one', 'two'))
  expect(world.text('log.results-2.csv')).toBe(results('zero', 'one', 'two', 'three'))
  // And again, after a restart, with a row that went and one that came.
  await world.reopen()
  writeFileSync(path, 'q\ntwo\none\nfour\n')
  await world.pass(2 * slowMs)
  await world.work()
  await world.pass(3_000)
  expect(called(world).slice(5)).toEqual(['Ask four'])
  expect(world.text('log.results-3.csv')).toBe(results('two', 'one', 'four'))
})

test('what has no answer is asked again, by another version of the template all of it, and another file its own', async () => {
  const world = await tempWatch()
  await world.watch()
  const path = world.write('log.csv', 'q\none\ntwo\n')
  await world.pass(slowMs + 6_000)
  await world.settle((title) => (title.includes('two') ? null : `to ${title}`))
  await world.pass(3_000)
  appendFileSync(path, 'three\n')
  await world.pass(2 * slowMs)
  await world.work()
  expect(called(world)).toEqual(['Ask one', 'Ask two', 'Ask two', 'Ask three'])
  world.write('new.csv', 'q\none\n') // never sent: it has nothing before it
  await world.pass(2 * slowMs)
  await world.work()
  expect(called(world).slice(4)).toEqual(['Ask one'])
  const body = { ...world.template.body, prompt: 'Newly {{q}}' }
  await world.store.write(() => world.store.templates.save({ id: world.template.id, name: 'Ask', body }, 2))
  appendFileSync(path, 'four\n')
  await world.pass(2 * slowMs)
  await world.work()
  expect(called(world).slice(5)).toEqual(['Newly one', 'Newly two', 'Newly three', 'Newly four'])
})

test('where all rows are wanted they are asked again, at once', async () => {
  const world = await tempWatch()
  await world.watch({ changed: 'all' })
  const path = world.write('log.csv', 'q\none\n')
  await world.pass(slowMs + 6_000)
  appendFileSync(path, 'two\n')
  await world.pass(2 * slowMs)
  expect(world.batches()).toEqual(['log', 'log'])
  await world.work()
  expect(called(world)).toEqual(['Ask one', 'Ask one', 'Ask two'])
  // A watch of before has no such choice: it asks what is new.
  expect(WatchInput.parse({ folder: '/in', options: {} }).options.changed).toBe('new_rows')
})
