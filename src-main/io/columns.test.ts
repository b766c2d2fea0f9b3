import { expect, onTestFinished, test } from 'vitest'
import { openImport } from './scan'
import { all, importAll, never, tempFiles } from './temp-files'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return files
}

test('rows of a table carry their columns in the order of the file, whatever they are called', async () => {
  const path = setup().write('a.csv', '2024,question,,question,1\nx,One,,y,z\n')
  const { tasks } = await importAll([path])
  const source = {
    columns: ['2024', 'question', 'column 3', 'question (2)', '1'],
    cells: ['x', 'One', '', 'y', 'z'],
    ...{ file: 'a.csv', line: 2 },
  }
  expect(tasks).toMatchObject([{ source }])
  expect(tasks[0]?.source).toEqual(source)
})

test('rows of JSON with differing keys share their columns, each in the place where it first appeared', async () => {
  const rows = [
    '{"prompt":"One","b":1}',
    '{"c":[1,{"d":null}],"prompt":"Two"}',
    '{"":0,"prompt":"Three"}',
    '{"prompt":"Four"}',
  ]
  const { tasks } = await importAll([setup().write('a.jsonl', rows.join('\n'))])
  expect(tasks.map(({ source }) => source?.cells)).toEqual([
    ['One', 1],
    ['Two', null, [1, { d: null }]],
    ['Three', null, null, 0],
    ['Four'],
  ])
  expect(tasks.map(({ source }) => source?.columns)).toEqual([
    ['prompt', 'b'],
    ['prompt', 'b', 'c'],
    ['prompt', 'b', 'c', 'column 1'],
    ['prompt', 'b', 'c', 'column 1'],
  ])
  expect(tasks[2]?.source?.columns).toBe(tasks[3]?.source?.columns)
})

test('the columns of several files are one list; what has none carries none', async () => {
  const files = setup()
  const verbatim = { model: 'm', temperature: 0, messages: [{ role: 'user', content: 'Hi' }] }
  const paths = [
    files.write('a.csv', 'id,prompt\n1,One\n'),
    files.write('b.csv', 'prompt,note,id\nTwo,n,2\n'),
    files.write('c.md', 'Three'),
    files.write('d.jsonl', JSON.stringify(verbatim)),
  ]
  const { tasks } = await importAll(paths)
  expect(tasks.map(({ source }) => source)).toEqual([
    { columns: ['id', 'prompt'], cells: ['1', 'One'], file: 'a.csv', line: 2 },
    { columns: ['id', 'prompt', 'note'], cells: ['2', 'Two', 'n'], file: 'b.csv', line: 2 },
    undefined,
    undefined,
  ])
})

test('cells for a template need no prompt column; a bare prompt is a cell, a request has none', async () => {
  const files = setup()
  const paths = [
    files.write('a.csv', 'name,age\nAnn,\n'),
    files.write('b.txt', 'Hello'),
    files.write(
      'c.jsonl',
      '{"custom_id":"r1","method":"POST","url":"/v1/chat/completions","body":{"messages":[]}}\n{"name":7}',
    ),
  ]
  const session = await openImport(paths)
  expect(await all(session.cells({ signal: never }))).toEqual([
    { columns: ['name', 'age'], cells: ['Ann', ''], file: 'a.csv', line: 2 },
    { columns: ['name', 'age', 'prompt'], cells: [null, null, 'Hello'], file: 'b.txt', line: 1 },
    { file: 'c.jsonl', line: 1, reason: 'the prompt is empty' },
    { columns: ['name', 'age', 'prompt'], cells: [7], file: 'c.jsonl', line: 2 },
  ])
})

test('ever new keys end at a bound, and a wide table is taken as it is', async () => {
  const files = setup()
  const rows = Array.from({ length: 2_100 }, (_, n) => JSON.stringify({ prompt: 'Hi', [`key ${n}`]: n }))
  const { tasks, rejected, summary } = await importAll([files.write('a.jsonl', rows.join('\n'))])
  expect([tasks.length, rejected.length, summary.rejectedCount]).toEqual([1_999, 101, 101])
  expect(rejected[0]?.reason).toBe('its keys would make more than 2000 different columns')
  const wide = Array.from({ length: 5_000 }, (_, n) => `c${n}`)
  const table = await importAll([files.write('b.csv', `${wide.join()}\n${wide.join()}\n`)], 'c7')
  expect(table.tasks[0]?.source?.cells).toEqual(wide)
})
