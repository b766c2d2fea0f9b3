import { appendFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { openImport } from './scan'
import { all, importAll, never, tempFiles } from './temp-files'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return files
}
const mark = '\ufeff'
const gsm8k = Array.from({ length: 200 }, (_, n) => ({
  question: `Ann has ${n} eggs. How many are left?`,
  answer: `She eats one, and so on, at great length.\n#### ${n - 1}`,
}))
const jsonl = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

test('questions with answers import by their question, certainly', async () => {
  const { summary, prompts } = await importAll([setup().write('gsm8k-test.jsonl', jsonl(gsm8k))])
  expect(summary).toMatchObject({
    ...{ promptColumn: 'question', promptColumnCertain: true, needsPromptColumn: true, complete: true },
    ...{ prompts: 200, rejectedCount: 0, columns: [{ name: 'question' }, { name: 'answer' }] },
    files: [{ name: 'gsm8k-test.jsonl', format: 'jsonl' }],
  })
  expect(summary.rows).toHaveLength(20)
  expect(summary.rows[0]).toMatchObject({ file: 'gsm8k-test.jsonl', line: 1, prompt: gsm8k[0]?.question })
  expect(prompts).toEqual(gsm8k.map(({ question }) => question))
})

test('another column can be chosen', async () => {
  const { summary, prompts } = await importAll([setup().write('a.jsonl', jsonl(gsm8k))], 'answer')
  expect(summary).toMatchObject({ promptColumn: 'answer', promptColumnCertain: true, prompts: 200 })
  expect(prompts).toEqual(gsm8k.map(({ answer }) => answer))
})

test.each<[string, string, string | Buffer, string[], string]>([
  ['lines', 'a.txt', 'One\r\n\r\n  Two \nThree', ['One', '  Two ', 'Three'], 'lines'],
  ['lines after a byte order mark', 'a.txt', `${mark}One\nTwo`, ['One', 'Two'], 'lines'],
  ['lines of an old Macintosh', 'a.txt', 'One\rTwo\r', ['One', 'Two'], 'lines'],
  ['a NUL inside of text', 'a.txt', 'One\0\nTwo and a half', ['One\0', 'Two and a half'], 'lines'],
  ['UTF-16, little end first', 'a.txt', Buffer.from(`${mark}Öne\r\nTwo`, 'utf16le'), ['Öne', 'Two'], 'lines'],
  ['UTF-16, big end first', 'a.txt', Buffer.from(`${mark}Öne\nTwo`, 'utf16le').swap16(), ['Öne', 'Two'], 'lines'],
  ['UTF-16 of a spreadsheet', 'a.tsv', Buffer.from(`${mark}id\tprompt\r\n1\tÖne`, 'utf16le'), ['Öne'], 'tsv'],
  [
    'blocks',
    'a.txt',
    '---\n\nOne\n  more\n\n---\r\nTwo\r\nmore\n---\n \n---\nThree',
    ['One\n  more', 'Two\nmore', 'Three'],
    'blocks',
  ],
  ['a document', 'a.md', `${mark}\r\n# One\r\n\r\ntext\r\n`, ['# One\n\ntext'], 'document'],
  ['strings', 'a.ndjson', '"One"\r\n\r\n"T\\u0077o"', ['One', 'Two'], 'jsonl'],
  ['a list', 'a.json', `${mark}[\n"One", {"prompt": "Two"},\n]`, ['One', 'Two'], 'json'],
  ['JSON Lines that are called .json', 'a.json', '{"prompt":"One"}\n{"prompt":"Two"}', ['One', 'Two'], 'json'],
  ['a list that is called .jsonl', 'a.jsonl', '[\n{"prompt":"One"},\n{"prompt":"Two"}\n]', ['One', 'Two'], 'json'],
  ['a list on one line that is called .jsonl', 'a.jsonl', '["One","Two"]', ['One', 'Two'], 'json'],
  ['a table', 'a.csv', `${mark}"id","Prompt"\r\n1,"O\r\nne"\r\n2,Two`, ['O\r\nne', 'Two'], 'csv'],
])('%s', async (_, name, content, expected, format) => {
  const { session, summary, prompts, rejected } = await importAll([setup().write(name, content)])
  expect(prompts).toEqual(expected)
  expect(rejected).toEqual([])
  expect(summary.prompts).toBe(expected.length)
  expect(session.files).toMatchObject([{ format }])
})

test('requests are named as such and need no column', async () => {
  const files = setup()
  const body = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }
  const line = { custom_id: 'r1', method: 'POST', url: '/v1/chat/completions', body }
  const batch = await importAll([files.write('batch.jsonl', jsonl([line, line]))])
  expect(batch.summary).toMatchObject({ needsPromptColumn: false, promptColumn: null, prompts: 2, rejectedCount: 0 })
  expect(batch.session.files).toMatchObject([{ format: 'openai-batch' }])
  expect(batch.summary.rows).toMatchObject([{ customId: 'r1', prompt: 'Hi' }, { customId: 'r1' }]) // twice, and kept
  const bare = await importAll([files.write('requests.jsonl', jsonl([body]))])
  expect(bare.session.files).toMatchObject([{ format: 'requests' }])
  expect(bare.tasks).toMatchObject([{ request: { kind: 'verbatim', body }, model: 'm' }])
})

test('rejected lines carry their line and reason, and the others are kept', async () => {
  const lines = [
    '{"prompt":"One"}',
    '{"prompt":',
    '',
    '{"prompt":" "}',
    `{"prompt":${'['.repeat(200)}`,
    '{"prompt":"Two"}',
  ]
  const { prompts, rejected, summary } = await importAll([setup().write('a.jsonl', lines.join('\n'))])
  expect(prompts).toEqual(['One', 'Two'])
  expect(rejected).toEqual([
    { file: 'a.jsonl', line: 2, reason: 'not valid JSON: Unexpected end of JSON input' },
    { file: 'a.jsonl', line: 4, reason: 'the prompt is empty' },
    { file: 'a.jsonl', line: 5, reason: 'nested deeper than 100 levels' },
  ])
  expect(summary).toMatchObject({ prompts: 2, rejectedCount: 3, rejected })
})

test('Anthropic batches are read as lines, and as the body that is sent', async () => {
  const files = setup()
  const params = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] }
  const lines = [
    { custom_id: 'a', params },
    { custom_id: 'b', params },
  ]
  const batch = await importAll([files.write('a.jsonl', jsonl(lines))])
  expect(batch.session.files).toMatchObject([{ format: 'anthropic-batch' }])
  expect(batch.tasks).toMatchObject([
    { customId: 'a', request: { kind: 'verbatim', path: '/v1/messages', body: params } },
    { customId: 'b' },
  ])
  for (const [name, body] of [
    ['b.json', `\n${JSON.stringify({ requests: lines }, null, 2)}\n`],
    ['c.jsonl', JSON.stringify({ requests: lines }, null, 1)],
    ['d.json', JSON.stringify({ requests: lines })],
  ] as const) {
    const { tasks, rejected } = await importAll([files.write(name, body)])
    expect([tasks.map(({ customId }) => customId), rejected]).toEqual([['a', 'b'], []])
  }
  const cut = await importAll([files.write('e.json', `{"requests": [\n${JSON.stringify(lines[0])}\n]`)])
  expect([cut.prompts, cut.rejected]).toEqual([
    ['Hi'],
    [{ file: 'e.json', line: 3, reason: 'not valid JSON: the file ends before its list does' }],
  ])
  const more = await importAll([files.write('f.json', `{"requests": [\n${JSON.stringify(lines[0])}\n], "more": 1}`)])
  expect(more.rejected).toMatchObject([{ line: 3, reason: expect.stringContaining('something follows the end') }])
})

test('of very many rejected lines the first hundred are kept, and all are counted', async () => {
  const { summary } = await importAll([setup().write('a.jsonl', 'x\n'.repeat(250))])
  expect(summary).toMatchObject({ prompts: 0, rejectedCount: 250 })
  expect(summary.rejected).toHaveLength(100)
})

test('lines above 16 MB are rejected in every format, and their neighbours kept', async () => {
  const files = setup()
  const long = 'x'.repeat(17 * 1024 * 1024)
  const rejections = async (name: string, content: string) => {
    const session = await openImport([files.write(name, content)])
    const { rows, rejected } = await session.scan({ signal: never })
    return [rows.map(({ prompt }) => prompt), rejected.map(({ line, reason }) => `${line}: ${reason}`)]
  }
  expect(await rejections('a.txt', `One\n${long}\nTwo`)).toEqual([['One', 'Two'], ['2: longer than 16 MB']])
  expect(await rejections('b.txt', `One\n---\n${long}\n---\nTwo`)).toEqual([['One', 'Two'], ['3: longer than 16 MB']])
  expect(await rejections('c.json', `["One",\n"${long}",\n"Two"]`)).toEqual([['One', 'Two'], ['2: longer than 16 MB']])
  expect(await rejections('d.md', long)).toEqual([[], ['1: longer than 16 MB']])
})

test('several files are one import, in their order, with one column', async () => {
  const files = setup()
  const paths = [
    files.write('a.csv', 'question,id\nOne,7\n'),
    files.write('b.md', 'Two'),
    files.write('c.csv', 'other\nx'),
  ]
  const { tasks, rejected, prompts } = await importAll(paths)
  expect(prompts).toEqual(['One', 'Two'])
  expect(tasks).toMatchObject([
    { file: 'a.csv', line: 2, customId: '7' },
    { file: 'b.md', line: 1, customId: null },
  ])
  expect(rejected).toEqual([{ file: 'c.csv', line: 2, reason: 'no value in the column “question”' }])
})

test('a preview of a small file is exact already', async () => {
  const session = await openImport([setup().write('a.csv', 'question\nOne\nTwo')])
  expect(await session.preview({ signal: never })).toEqual(await session.scan({ signal: never }))
})

test('a rule far into a text makes it blocks once all of it was read', async () => {
  const session = await openImport([setup().write('a.txt', `${'One line\n'.repeat(50_000)}---\nTwo`)])
  expect(await session.preview({ signal: never })).toMatchObject({ files: [{ format: 'lines' }], complete: false })
  expect(await session.scan({ signal: never })).toMatchObject({ files: [{ format: 'blocks' }], prompts: 2 })
})

test('what merely begins like a rule where the first look ends is no rule', async () => {
  const text = `${'x'.repeat(64 * 1024 - 4)}\n---not a rule\nTwo`
  expect((await importAll([setup().write('a.txt', text)])).prompts).toHaveLength(3)
})

const rewrite = (path: string) => {
  writeFileSync(path, 'Eno\nOwt\n')
  utimesSync(path, 1, 1) // some file systems keep coarse times
}
const isOther = 'a.txt changed since it was read. Nothing was queued. Import it again.'
test.each([
  ['grown', (path: string) => appendFileSync(path, 'Three'), isOther],
  ['rewritten at the same length', rewrite, isOther],
  ['gone', (path: string) => rmSync(path), 'a.txt was not found. Nothing was queued. Check that it is still there.'],
])('a file that is %s since the scan is not imported', async (_, change, message) => {
  const path = setup().write('a.txt', 'One\nTwo\n')
  const session = await openImport([path])
  await session.scan({ signal: never })
  change(path)
  const changed = { code: 'bad_file', message }
  await expect(all(session.rows(null, { signal: never }))).rejects.toMatchObject(changed)
  await expect(session.fingerprint(null, never)).rejects.toMatchObject(changed)
})

test('a file that changes while it is imported ends the import', async () => {
  const path = setup().write('a.txt', 'One prompt\n'.repeat(50_000))
  const session = await openImport([path])
  const rows = session.rows(null, { signal: never })
  await rows.next()
  appendFileSync(path, 'more')
  await expect(all(rows)).rejects.toMatchObject({ code: 'bad_file' })
})

test('an aborted reading throws the reason and lets go of the file', async () => {
  const session = await openImport([setup().write('a.txt', 'One prompt\n'.repeat(200_000))])
  const control = new AbortController()
  const onProgress = () => control.abort(new Error('enough'))
  await expect(session.scan({ signal: control.signal, onProgress })).rejects.toThrow('enough')
  await expect(session.preview({ signal: control.signal })).rejects.toThrow('enough')
})

test('the fingerprint is of content, kind and column, not of names', async () => {
  const files = setup()
  const of = async (name: string, content: string, column: string | null = null) =>
    (await openImport([files.write(name, content)])).fingerprint(column, never)
  const first = await of('a.csv', 'p\nOne')
  expect(first).toMatch(/^[0-9a-f]{64}$/)
  expect(await of('sub/b.csv', 'p\nOne')).toBe(first)
  expect(await of('c.csv', 'p\nTwo')).not.toBe(first)
  expect(await of('d.txt', 'p\nOne')).not.toBe(first)
  expect(await of('e.csv', 'p\nOne', 'p')).not.toBe(first)
})
