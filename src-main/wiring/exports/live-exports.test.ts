import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { canMount, fillDisk, smallDisk } from '#store/safety/small-disk'
import { tempExports } from './temp-exports'

const rows = (count: number) => Array.from({ length: count }, (_, at) => [`q${at + 1}`, at])
const columns = [
  { from: 'source' as const, column: 'q' },
  { from: 'result' as const, field: 'result' as const },
]
async function setup(count = 3) {
  const world = await tempExports()
  const { batchId, ids } = await world.batch(['q', 'n'], rows(count))
  const [a, b, c] = ids as [TaskId, TaskId, TaskId]
  return { ...world, world, batchId, ids, a, b, c }
}

test('in the order of completion each row stands in the file once it has settled; at the end the file has its name', async () => {
  const { world, batchId, a, b, c } = await setup()
  const { id, partial } = await world.start(batchId, 'out.csv', { format: 'csv', order: 'completion', columns })
  await world.live.quiet()
  expect(readFileSync(partial, 'utf8')).toBe('q,result\n')
  await world.settle(c, 'three')
  await world.settle(a, null)
  await world.pass()
  expect(readFileSync(partial, 'utf8')).toBe('q,result\nq3,three\nq1,\n')
  expect(world.files()).toEqual(['out.csv.partial'])
  await world.settle(b, 'two')
  await world.pass()
  expect(world.files()).toEqual(['out.csv'])
  expect(world.text('out.csv')).toBe('q,result\nq3,three\nq1,\nq2,two\n')
  expect(world.live.list()).toMatchObject([{ id, state: 'done', rows: 3, trouble: null, newer: 0 }])
  expect(world.told.at(-1)).toMatchObject({ id, state: 'done' })
  expect(world.store.exports.hasSpent()).toBe(false)
})

test('in the order of the input, what can be written so far is', async () => {
  const { world, batchId, a, b, c } = await setup()
  const { partial } = await world.start(batchId, 'out.jsonl', { format: 'jsonl', columns })
  await world.settle(b, 'two')
  await world.pass()
  expect(existsSync(partial)).toBe(false)
  await world.settle(a, 'one')
  await world.pass()
  expect(readFileSync(partial, 'utf8')).toBe('{"q":"q1","result":"one"}\n{"q":"q2","result":"two"}\n')
  await world.settle(c, null)
  await world.pass()
  expect(world.text('out.jsonl').split('\n')[2]).toBe('{"q":"q3","result":null}')
})

test('a row that was requeued after it was written has its new result in the finished file, once', async () => {
  for (const order of ['completion', 'input'] as const) {
    const { world, batchId, a, b, c } = await setup()
    await world.start(batchId, 'out.csv', { format: 'csv', order, columns })
    await world.settle(a, null)
    await world.settle(b, 'two')
    await world.pass()
    await world.requeue(a)
    await world.pass()
    await world.settle(c, 'three')
    await world.pass()
    expect(world.files()).toEqual(['out.csv.partial'])
    await world.settle(a, 'now', world.clock.now() + 5)
    await world.pass()
    const lines = order === 'input' ? 'q1,now\nq2,two\nq3,three\n' : 'q2,two\nq3,three\nq1,now\n'
    expect(world.text('out.csv')).toBe(`q,result\n${lines}`)
    expect(world.live.list()[0]).toMatchObject({ state: 'done', rows: 3 })
  }
})

test('dead letters alone: those that came back and succeeded are not in the finished file', async () => {
  const { world, batchId, a, b, c } = await setup()
  await world.start(batchId, 'dead.csv', {
    format: 'csv',
    order: 'completion',
    tasks: 'failed',
    content: 'results',
    columns,
  })
  await world.settle(a, null)
  await world.settle(b, null)
  await world.pass()
  await world.requeue(a)
  await world.settle(a, 'one')
  await world.settle(c, 'three')
  await world.pass()
  expect(world.text('dead.csv')).toBe('q,result\nq2,\n')
})

test('a batch without a row for the file still makes one', async () => {
  const { world, batchId, ids } = await setup()
  for (const id of ids) await world.settle(id, 'ok')
  await world.start(batchId, 'dead.jsonl', { format: 'jsonl', tasks: 'failed' })
  await world.live.quiet()
  expect(world.files()).toEqual(['dead.jsonl'])
  expect(world.text('dead.jsonl')).toBe('')
})

test('a workbook, rows as they came and answers whose keys nobody knows yet are written whole at the end', async () => {
  const { world, batchId, ids } = await setup()
  await world.start(batchId, 'a.xlsx', { format: 'xlsx' })
  await world.start(batchId, 'b.csv', { format: 'csv', tasks: 'failed', content: 'rows' })
  await world.start(batchId, 'c.csv', { format: 'csv', columns, spread: { depth: 1 } })
  for (const id of ids.slice(1)) await world.settle(id, '{"x":1}')
  await world.pass()
  expect(world.files()).toEqual([])
  await world.settle(ids[0] as TaskId, null)
  await world.pass()
  expect(world.files()).toEqual(['a.xlsx', 'b.csv', 'c.csv'])
  expect(world.text('b.csv')).toBe('q,n\nq1,0\n')
  expect(world.text('c.csv')).toBe('q,result,x\nq1,,\nq2,"{""x"":1}",1\nq3,"{""x"":1}",1\n')
})

test('with a schema the columns are known from the first row on, and a key beyond it has its column in the finished file', async () => {
  const { world } = await setup()
  const schema = { type: 'object', properties: { x: {} } }
  const request = {
    kind: 'chat' as const,
    messages: [{ role: 'user' as const, content: 'a' }],
    json: { name: 'a', schema },
  }
  const { batchId, ids } = await world.batch(['q'], [['q1'], ['q2']], { request })
  const options = { format: 'csv', columns, spread: { depth: 1 } } as const
  const { partial } = await world.start(batchId, 'out.csv', { ...options, columns: [...columns] })
  await world.settle(ids[0] as TaskId, '{"x":1}')
  await world.pass()
  expect(readFileSync(partial, 'utf8')).toBe('q,result,x\nq1,"{""x"":1}",1\n')
  await world.settle(ids[1] as TaskId, '{"y":2}')
  await world.pass()
  expect(world.text('out.csv')).toBe('q,result,x,y\nq1,"{""x"":1}",1,\nq2,"{""y"":2}",,2\n')
})

test('what a step wrote that never came to its end is cut off, and a file that is gone is begun anew', async () => {
  const { world, batchId, a, b, c } = await setup()
  const { partial } = await world.start(batchId, 'out.csv', { format: 'csv', order: 'completion', columns })
  await world.settle(a, 'one')
  await world.pass()
  await world.live.close()
  writeFileSync(partial, `${readFileSync(partial, 'utf8')}half a li`)
  await world.reopen()
  await world.settle(b, 'two')
  await world.pass()
  expect(readFileSync(partial, 'utf8')).toBe('q,result\nq1,one\nq2,two\n')
  rmSync(partial)
  await world.settle(c, 'three')
  await world.pass()
  expect(world.text('out.csv')).toBe('q,result\nq1,one\nq2,two\nq3,three\n')
})

test('a folder that is gone is told and tried again; once it is back all rows are there', async () => {
  const { world, batchId, ids } = await setup()
  mkdirSync(world.path('drive'))
  await world.start(batchId, 'drive/out.csv', { format: 'csv', order: 'completion', columns })
  await world.live.quiet()
  renameSync(world.path('drive'), world.path('away'))
  for (const id of ids) await world.settle(id, 'ok')
  await world.pass()
  const trouble = expect.stringContaining('The folder of')
  expect(world.live.list()).toMatchObject([{ state: 'following', trouble }])
  renameSync(world.path('away'), world.path('drive'))
  await world.pass(5_000)
  expect(world.text('drive/out.csv')).toBe('q,result\nq1,ok\nq2,ok\nq3,ok\n')
  expect(world.live.list()).toMatchObject([{ state: 'done', trouble: null }])
})

test.runIf(process.platform !== 'win32')(
  'one whose place cannot be taken waits for it and holds no other up',
  async () => {
    const { world, batchId, ids } = await setup()
    await world.start(batchId, 'out.csv', { format: 'csv', columns })
    await world.start(batchId, 'other.csv', { format: 'csv', columns })
    mkdirSync(world.path('out.csv')) // as a program does that has it open: it cannot be replaced
    writeFileSync(world.path('out.csv/in it'), '')
    for (const id of ids) await world.settle(id, 'ok')
    await world.pass()
    expect(world.text('other.csv')).toContain('q3,ok')
    const [, held] = world.live.list()
    expect(held).toMatchObject({ state: 'placing', trouble: expect.stringContaining('cannot be written') })
    rmSync(world.path('out.csv'), { recursive: true })
    await world.pass(5_000)
    expect(world.text('out.csv')).toBe(world.text('other.csv'))
  },
)

test('one that is stopped leaves what it has beside the target; two cannot write to the same file', async () => {
  const { world, batchId, a, b, c } = await setup()
  const { id } = await world.start(batchId, 'out.csv', { format: 'csv', columns })
  const again = world.start(batchId, 'out.csv', { format: 'csv' })
  await expect(again).rejects.toMatchObject({ code: 'wrong_state' })
  await world.settle(a, 'one')
  await world.pass()
  expect(await world.live.stop(id)).toMatchObject({ state: 'stopped', rows: 1 })
  await expect(world.live.stop(id)).rejects.toMatchObject({ code: 'wrong_state' })
  await world.settle(b, 'two')
  await world.settle(c, 'three')
  await world.pass()
  expect(world.files()).toEqual(['out.csv.partial'])
  expect(world.text('out.csv.partial')).toBe('q,result\nq1,one\n')
  const next = await world.start(batchId, 'out.csv', { format: 'csv', columns })
  expect(next.partial).toBe(world.path('out.csv.2.partial'))
})

test('of a finished file it is told how many of its batch ran again since', async () => {
  const { world, batchId, ids, a } = await setup()
  await world.start(batchId, 'out.csv', { format: 'csv', columns })
  for (const id of ids) await world.settle(id, id === a ? null : 'ok')
  await world.pass()
  await world.requeue(a)
  expect(world.live.list()).toMatchObject([{ state: 'done', newer: 1 }])
  await world.settle(a, 'now', world.clock.now() + 1)
  expect(world.live.list()).toMatchObject([{ newer: 1 }])
  expect(world.text('out.csv')).toContain('q1,\n')
})

test.runIf(canMount)('a full disk is told; once there is room the file goes on, with every row once', async () => {
  const disk = smallDisk('1m')
  onTestFinished(disk.unmount)
  const long = 'x'.repeat(3_000)
  const { world, batchId, ids } = await setup(60)
  const path = join(disk.dir, 'out.csv')
  const options = world.optionsOf({ format: 'csv', order: 'completion', columns: [...columns] })
  await world.live.start(batchId, path, options)
  await world.settle(ids[0] as TaskId, long)
  await world.pass()
  const makeRoom = fillDisk(disk.dir)
  for (const id of ids.slice(1, 40)) await world.settle(id, long)
  await world.pass()
  expect(world.live.list()).toMatchObject([{ rows: 1, trouble: expect.stringContaining('no room left') }])
  for (const id of ids.slice(40)) await world.settle(id, long)
  await world.reopen()
  makeRoom()
  await world.pass(5_000)
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1)
  expect(lines.toSorted()).toEqual(ids.map((_, at) => `q${at + 1},${long}`).toSorted())
  expect(world.live.list()).toMatchObject([{ state: 'done', rows: 60, trouble: null }])
})
