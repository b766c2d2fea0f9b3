import { expect, onTestFinished, test } from 'vitest'
import type { BatchId, TaskId } from '#shared/task'
import type { NewRow } from '#shared/work'
import { tempRetention } from './retention/temp-retention'
import { FORGET_CELLS } from './source-rows'
import { aBatch, aTask, tempStore } from './temp-store'

const columns = ['id', 'question']
const row = (n: number): NewRow => ({
  row: n,
  columns,
  cells: [`id-${n}`, `question ${n}`],
  file: 'a.csv',
  line: n + 1,
})
const variant = (n: number) => ({
  ...{ variant: n, name: `model-${n}`, templateVersion: null, body: { prompt: '{{question}}' } },
  ...{ providerId: 'practice', model: `model-${n}`, parameters: { temperature: 0 } },
})

function setup() {
  const temp = tempStore()
  onTestFinished(temp.remove)
  return temp
}

test('rows are written with their tasks, and read by task and by number', async () => {
  const temp = setup()
  const { store } = temp
  const batchId = await store.newBatch({ ...aBatch('b', 'staging'), variants: [variant(1), variant(2)] })
  const tasks = [1, 2].flatMap((n) => [1, 2].map((v) => aTask(`q ${n} ${v}`, { row: n, variant: v })))
  const ids = await store.stage(batchId, 1, tasks, 1, [row(1), row(2)])
  const wider = { ...row(3), columns: [...columns, 'more'], cells: ['id-3', null, { deep: [1] }] }
  const [, last] = await store.stage(
    batchId,
    5,
    [1, 2].map((v) => aTask('q', { row: 3, variant: v })),
    1,
    [wider],
  )
  await store.openBatch(batchId)

  const reopened = temp.reopen()
  expect(reopened.sourceRows.columns(batchId)).toEqual(['id', 'question', 'more'])
  expect(reopened.sourceRows.between(batchId, 1, 2)).toEqual([
    { row: 1, cells: ['id-1', 'question 1'], file: 'a.csv', line: 2 },
    { row: 2, cells: ['id-2', 'question 2'], file: 'a.csv', line: 3 },
  ])
  expect(reopened.sourceRows.ofTask(last as TaskId)?.cells).toEqual(['id-3', null, { deep: [1] }])
  expect(reopened.sourceRows.lastRow(batchId)).toBe(3)
  expect(ids.map((id) => reopened.task(id)).map((task) => [task?.row, task?.variant])).toEqual([
    ...[
      [1, 1],
      [1, 2],
    ],
    ...[
      [2, 1],
      [2, 2],
    ],
  ])
  expect(reopened.variants.list(batchId)).toEqual([variant(1), variant(2)])
})

test('a batch without cells has neither columns nor rows', async () => {
  const { store } = setup()
  const batchId = await store.newBatch(aBatch())
  const [id] = await store.enqueue(batchId, [aTask()], 1)
  expect(store.sourceRows.columns(batchId)).toBeNull()
  expect(store.sourceRows.ofTask(id as TaskId)).toBeUndefined()
  expect(store.sourceRows.lastRow(batchId)).toBe(0)
  expect(store.variants.list(batchId)).toEqual([])
  expect(store.task(id as TaskId)).not.toHaveProperty('row')
})

test('columns that were rolled back with their rows are written again', async () => {
  const { store } = setup()
  const batchId = await store.newBatch(aBatch('b', 'staging'))
  await expect(store.stage(batchId, 1, [aTask('x', { row: 1, variant: 0 })], 1, [row(1)])).rejects.toThrow('CHECK')
  await expect(store.stage(batchId, 1, [aTask('x', { row: 1 })], 1, [row(1), row(1)])).rejects.toThrow('UNIQUE')
  await store.stage(batchId, 1, [aTask('x', { row: 1 })], 1, [row(1)])
  expect(store.sourceRows.columns(batchId)).toEqual(columns)
})

test('an import that is given up takes its rows along', async () => {
  const { store } = setup()
  const [kept, dropped] = [await store.newBatch(aBatch('b', 'staging')), await store.newBatch(aBatch('c', 'staging'))]
  const rows = Array.from({ length: 1_200 }, (_, index) => row(index + 1))
  for (const batchId of [kept, dropped]) {
    const tasks = rows.map((each) => aTask('q', { row: each.row }))
    await store.stage(batchId, 1, tasks, 1, rows)
  }
  await store.dropStaged(dropped)
  expect(store.db.prepare('SELECT batch_id, count(*) AS n FROM source_rows GROUP BY batch_id').all()).toEqual([
    { batch_id: kept, n: 1_200 },
  ])
})

test.each(['texts', 'tasks'])('retention removes the cells of a row with the last of its %s', async (what) => {
  const temp = await tempRetention()
  onTestFinished(temp.remove)
  const { store } = temp
  const batchId = (await store.newBatch(aBatch('b', 'staging'))) as BatchId
  const tasks = [1, 2].flatMap((n) => [1, 2].map((v) => aTask(`secret ${n}`, { row: n, variant: v })))
  const ids = await store.stage(batchId, 1, tasks, 1, [row(1), row(2)])
  const plain = await store.newBatch(aBatch('plain', 'staging'))
  const [only, other] = await store.stage(plain, 1, [aTask('a', { row: 1 }), aTask('b', { row: 2 })], 1, [
    row(1),
    row(2),
  ])
  await store.openBatch(batchId)
  await store.openBatch(plain)
  await store.enqueue(temp.batchId, [aTask('the newest, whose row stays')], 1)
  await temp.succeed([ids[0], ids[2], ids[3], only] as TaskId[], 3)
  temp.clock.now = 100 * 86_400_000
  await temp.retention.save(what === 'texts' ? { taskDays: null, textDays: 1 } : { taskDays: 1, textDays: null })
  await temp.retention.purge(true)
  // Of row 1 the second variant did not succeed: its prompt is still there, and so are the cells.
  expect(store.sourceRows.between(batchId, 1, 2).map((each) => each.row)).toEqual([1])
  expect(store.sourceRows.between(plain, 1, 2).map((each) => each.row)).toEqual([2])
  await temp.succeed([ids[1], other] as TaskId[], temp.clock.now)
  temp.clock.now *= 2
  await temp.retention.purge(true)
  expect(store.sourceRows.between(batchId, 1, 2)).toEqual([])
  expect(store.sourceRows.between(plain, 1, 2)).toEqual([])
})

test('the parts of a task have its row, and take no cells along', async () => {
  const temp = await tempRetention()
  onTestFinished(temp.remove)
  const { store } = temp
  const batchId = await store.newBatch(aBatch('b', 'staging'))
  const [whole, part] = await store.stage(batchId, 1, [aTask('a b', { row: 1 }), aTask('a', { row: 1 })], 1, [row(1)])
  store.db
    .prepare('INSERT INTO letters (task_id, part) VALUES (?, ?)')
    .run(part, JSON.stringify({ taskId: whole, part: 1, of: 1 }))
  await store.openBatch(batchId)
  await store.enqueue(temp.batchId, [aTask('the newest, whose row stays')], 1)
  await temp.succeed([part as TaskId], 3)
  temp.clock.now = 100 * 86_400_000
  await temp.retention.save({ taskDays: 1, textDays: null })
  expect((await temp.retention.purge(true)).tasks).toBe(1)
  expect(store.sourceRows.ofTask(whole as TaskId)?.row).toBe(1)
})

test('cells are found by the keys of their tables when they are removed', () => {
  const { store } = setup()
  const plan = store.db.prepare<{ id: number }, { detail: string }>(`EXPLAIN QUERY PLAN ${FORGET_CELLS}`).all({ id: 1 })
  const words = plan.map(({ detail }) => detail).join('\n')
  expect(words).not.toMatch(/^SCAN/m)
  expect(words).toContain('SEARCH source_rows USING PRIMARY KEY')
  expect(words).toContain('tasks_row')
})
