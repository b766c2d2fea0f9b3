import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, onTestFinished, test } from 'vitest'
import { rowRenderer } from '#shared/render-row'
import { promptOf } from '#shared/request'
import { TemplateBody } from '#shared/template-body'
import { refusalBy, renderRows } from './render-rows'
import { type ImportSession, openImport } from './scan'
import { all, importAll, never, tempFiles } from './temp-files'
import { textRow, workbook } from './workbook.test.fixture'
import { writeBadLines, writeBadList } from './write-bad-lines'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  const exported = async (paths: string[], to: string, promptColumn: string | null = 'prompt') => {
    const session = await openImport(paths)
    const place = join(files.folder, to)
    const written = await writeBadLines(place, session.badLines({ promptColumn }, { signal: never }))
    return { ...written, texts: written.files.map((file) => readFileSync(file, 'utf8')) }
  }
  const session = (name: string, content: string | Uint8Array) => openImport([files.write(name, content)])
  return { ...files, exported, session }
}

test('bad lines come out as they stand in the file, corrected they go in again', async () => {
  const { write, exported } = setup()
  const path = write('a.jsonl', '{"prompt":"One"}\n  {"prompt": \r\n\n{"question":"x"}\n{"prompt":" "}\n')
  const { texts, ...written } = await exported([path], 'bad.jsonl')
  expect(written).toEqual({ files: [expect.stringMatching(/bad\.jsonl$/)], lines: 3, left: 0 })
  expect(texts).toEqual(['  {"prompt": \n{"question":"x"}\n{"prompt":" "}\n'])
  const corrected = write('bad.jsonl', texts[0]?.replace('{"prompt": ', '{"prompt": "Two"}') ?? '')
  expect((await importAll([corrected], 'prompt')).prompts).toEqual(['Two'])
})

test('bad rows of a table come with its header and their own quotes', async () => {
  const { write, exported } = setup()
  const text = 'id;"the ""p"" \nprompt"\r\n1;"One;\r\n1"\r\n2;"x\ny";"z"\r\n3\r\n4;""\r\n'
  const { texts, lines } = await exported([write('a.csv', text)], 'bad.csv', 'the "p" \nprompt')
  expect([texts, lines]).toEqual([['id;"the ""p"" \nprompt"\n2;"x\ny";"z"\n3\n4;""\n'], 3])
  const headless = await openImport([write('b.csv', 'One,1\nTwo\n')], { header: false })
  expect(await all(headless.badLines({ promptColumn: 'column 1' }, { signal: never }))).toMatchObject([
    { line: 2, raw: 'Two', header: false },
  ])
})

test('bad elements of a list come one a line, also those that share theirs', async () => {
  const { write, exported } = setup()
  const { texts } = await exported([write('a.json', '[{"prompt":"One"},{"prompt":1},{"p" 2},\n7]')], 'bad.json')
  expect(texts).toEqual(['{"prompt":1}\n{"p" 2}\n7\n'])
})

test('bad rows of workbooks and Parquet files come as JSON lines', async () => {
  const { write, exported } = setup()
  const sheet = `${textRow(1, ['prompt', 'n'])}<row r="2"><c r="B2"><v>7</v></c></row>${textRow(3, ['One'])}`
  const parquet = parquetWriteBuffer({ columnData: [{ name: 'prompt', data: ['', 'One'], type: 'STRING' }] })
  const paths = [write('a.xlsx', workbook({ sheets: { S: sheet } })), write('b.parquet', Buffer.from(parquet))]
  const { texts, files } = await exported(paths, 'bad.jsonl')
  expect(texts).toEqual(['{"prompt":null,"n":7}\n', '{"prompt":""}\n'])
  expect(files[1]).toMatch(/bad-2\.jsonl$/)
})

test('each file that has some gets one of its own kind; what is too long, or lost, is counted', async () => {
  const { write, exported } = setup()
  const paths = [
    write('a.jsonl', '{"prompt":"One"}\n{'),
    write('b.csv', 'prompt\nTwo\n'),
    write('c.csv', 'prompt\n\nThree,x\n"open'),
    write('d.txt', `${'x'.repeat(17 * 1024 * 1024)}\nFour`),
    write('e.tsv', 'prompt\n5\t6\n'),
  ]
  const { files, texts, lines, left } = await exported(paths, 'bad.jsonl')
  expect(files.map((file) => file.split('/').at(-1))).toEqual(['bad.jsonl', 'bad-2.csv', 'bad-3.tsv'])
  expect(texts).toEqual(['{\n', 'prompt\nThree,x\n', 'prompt\n5\t6\n'])
  expect([lines, left]).toEqual([3, 2])
})

test('without a bad line nothing is written', async () => {
  const { write, exported } = setup()
  expect(await exported([write('a.txt', 'One')], 'bad.txt')).toEqual({ files: [], lines: 0, left: 0, texts: [] })
})

test('the list names file, line, reason and text', async () => {
  const { session, folder } = setup()
  const place = join(folder, 'list.jsonl')
  const found = await session('a.jsonl', '{"prompt":"One"}\n{')
  expect(await writeBadList(place, found.badLines({ promptColumn: 'prompt' }, { signal: never }))).toBe(1)
  expect(JSON.parse(readFileSync(place, 'utf8'))).toEqual({
    ...{ file: 'a.jsonl', line: 2, text: '{' },
    reason: expect.stringMatching(/^not valid JSON/),
  })
})

test('more bad lines than are listed all come out', async () => {
  const { write, exported } = setup()
  const { lines, texts } = await exported([write('a.jsonl', '{\n'.repeat(5_000))], 'bad.jsonl')
  expect([lines, texts[0]?.length]).toEqual([5_000, 10_000])
})

test.each<[string, string, number, string, string]>([
  ['a.jsonl', '{"prompt":"One"}\n{\n"Three"', 2, ' {"prompt":"Two"} ', '{"prompt":'],
  ['a.csv', 'n,prompt\n1,One\n2\n3,Three', 3, '2,"Two"', '2,Two,3'],
  ['a.tsv', 'n\tprompt\n1\tOne\n2\n3\tThree', 3, '2\tTwo\n', '2,Two'],
  ['a.json', '["One",\n{"prompt":1},\n"Three"]', 2, '"Two"', '" "'],
])(
  'a line of %s is corrected in place, and refused where that is no better',
  async (name, content, line, good, bad) => {
    const { session } = setup()
    const found = await session(name, content)
    const options = { signal: never, promptColumn: 'prompt' }
    const place = { file: name, line, nth: 0 }
    await expect(found.fix(place, bad, options)).rejects.toMatchObject({
      code: 'wrong_state',
      message: expect.stringContaining(`Line ${line} of ${name} stays as it was`),
    })
    await found.fix(place, good, options)
    const tasks = await all(found.tasks('prompt', { signal: never }))
    expect(tasks.map(({ request }) => promptOf(request))).toEqual(['One', 'Two', 'Three'])
    expect(tasks[1]).toMatchObject({ file: name, line })
    expect(await found.scan(options)).toMatchObject({ prompts: 3, rejectedCount: 0, fixed: 1 })
    expect(await all(found.badLines({ promptColumn: 'prompt' }, { signal: never }))).toEqual([])
    await found.fix(place, null, options)
    expect(await found.scan(options)).toMatchObject({ prompts: 2, rejectedCount: 1, fixed: 0 })
  },
)

test('of several rows on a line each has its own number', async () => {
  const { session } = setup()
  const found = await session('a.json', '[1,"Two",3]')
  const options = { signal: never, promptColumn: null }
  expect(await found.scan({ signal: never })).toMatchObject({ rejected: [{ line: 1 }, { line: 1, nth: 2 }] })
  await found.fix({ file: 'a.json', line: 1, nth: 2 }, '"Three"', options)
  expect(await all(found.badLines({ promptColumn: null }, { signal: never }))).toMatchObject([{ raw: '1', nth: 0 }])
  await found.fix({ file: 'a.json', line: 1, nth: 0 }, '"One"', options)
  const tasks = await all(found.tasks(null, { signal: never }))
  expect(tasks.map(({ request }) => promptOf(request))).toEqual(['One', 'Two', 'Three'])
})

test('a line that is good, or not there, cannot be corrected', async () => {
  const { session } = setup()
  const found = await session('a.jsonl', '"One"\n{')
  for (const place of [
    { file: 'a.jsonl', line: 1, nth: 0 },
    { file: 'b.jsonl', line: 2, nth: 0 },
  ])
    await expect(found.fix(place, '"x"', { signal: never, promptColumn: null })).rejects.toMatchObject({
      code: 'not_found',
    })
})

test('a corrected row carries its cells, makes another import of it, and is kept where its lines stay the same', async () => {
  const { session } = setup()
  const found = await session('a.csv', 'n,prompt\n2\n')
  const before = await found.fingerprint('prompt', never)
  await found.fix({ file: 'a.csv', line: 2, nth: 0 }, '2,Two', { signal: never, promptColumn: 'prompt' })
  expect(await found.fingerprint('prompt', never)).not.toBe(before)
  expect(await all(found.cells({ signal: never }))).toEqual([
    { columns: ['n', 'prompt'], cells: ['2', 'Two'], file: 'a.csv', line: 2 },
  ])
  const same = await found.change({ encoding: 'utf-8' })
  expect(await same.scan({ signal: never, promptColumn: 'prompt' })).toMatchObject({ fixed: 1 })
  const other = await found.change({ header: false })
  expect(await other.scan({ signal: never, promptColumn: 'column 1' })).toMatchObject({ fixed: 0 })
})

test('a row that a template refuses is shown, corrected and written down as any bad line', async () => {
  const { session, folder } = setup()
  const place = join(folder, 'bad.csv')
  const template = { name: 'T', renderer: rowRenderer(TemplateBody.parse({ prompt: '{{q}}: {{a}}' })) }
  const by = { refuse: refusalBy([template]) }
  const made = async (found: ImportSession) =>
    (await all(renderRows(found.cells({ signal: never }), [template]))).map(
      ({ tasks }) => tasks[0] && promptOf(tasks[0].request),
    )
  const table = await session('a.csv', 'q,a\none,1\n"two",\nthree,3\n4,5,6\n')
  expect(await all(table.badLines(by, { signal: never }))).toMatchObject([
    { line: 3, raw: '"two",', reason: 'the column “a” is blank' },
    { line: 5, raw: '4,5,6' },
  ])
  await writeBadLines(place, table.badLines(by, { signal: never }))
  expect(readFileSync(place, 'utf8')).toBe('q,a\n"two",\n4,5,6\n')
  const third = { file: 'a.csv', line: 3, nth: 0 }
  await expect(table.fix(third, 'two, ', { ...by, signal: never })).rejects.toMatchObject({ code: 'wrong_state' })
  await table.fix(third, 'two,2', { ...by, signal: never })
  expect(await made(table)).toEqual(['one: 1', 'two: 2', 'three: 3'])
  const list = await session('b.json', '[{"q":"x","a":"1"},{"q":"y"},{"q":"z","a":" "}]')
  expect(await all(list.badLines(by, { signal: never }))).toMatchObject([
    { nth: 1 },
    { nth: 2, raw: '{"q":"z","a":" "}' },
  ])
  await list.fix({ file: 'b.json', line: 1, nth: 2 }, '{"q":"z","a":3}', { ...by, signal: never })
  expect(await made(list)).toEqual(['x: 1', 'z: 3'])
})
