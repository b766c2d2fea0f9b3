import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readXlsx, streamXlsxRows } from 'hucre/xlsx'
import { expect, onTestFinished, test } from 'vitest'
import type { ExportColumn } from '#shared/export'
import { chat } from '#shared/request'
import { tempFiles } from '../temp-files'
import { anExport, anExportTask, answering, aTable, died, exporting } from './temp-export'
import { longestCell, workbookBytes } from './workbook'
import { type Exported, writeExport } from './write-export'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  const file = join(files.folder, 'out')
  return {
    ...files,
    async write(options: Parameters<typeof anExport>[0], exported: Exported) {
      const done = await writeExport(file, anExport(options), exported)
      return { ...done, text: readFileSync(file, 'utf8') }
    },
    async sheet() {
      const rows = []
      for await (const { values } of streamXlsxRows(readFileSync(file))) rows.push(values)
      return rows
    },
  }
}
const result = (field: Extract<ExportColumn, { from: 'result' }>['field'], name?: string): ExportColumn => ({
  ...{ from: 'result', field, name },
})
const variants = [
  { variant: 1, name: 'small' },
  { variant: 2, name: 'large' },
]

test('a table keeps the columns it came with, in their order, and what became of each row stands beside them', async () => {
  const { write } = setup()
  const { text, rows } = await write(
    { format: 'csv' },
    aTable(
      ['id', 'question'],
      [
        ['1', 'a, "b"'],
        ['2', 'c\nd'],
      ],
    ),
  )
  expect(rows).toBe(2)
  expect(text).toBe(
    'id,question,result,state,error_code,error_message\n1,"a, ""b""",Answer 1,succeeded,,\n2,"c\nd",Answer 2,succeeded,,\n',
  )
})

test('columns are those that a person chose, in that order and by their names; one that the source does not have is told', async () => {
  const { write } = setup()
  const columns: ExportColumn[] = [
    ...[result('result', 'Antwort'), { from: 'source', column: 'question', name: 'Antwort' } as const],
    ...[{ from: 'source', column: 'gone' } as const, result('row'), result('line')],
  ]
  const { text, notes } = await write({ format: 'tsv', columns }, aTable(['id', 'question'], [['1', 'a']]))
  expect(text).toBe('Antwort\tAntwort (2)\trow\tline\nAnswer 1\ta\t1\t2\n')
  expect(notes).toEqual(['The source has no column gone. Left out.'])
})

test('a batch without columns has its prompts in their place', async () => {
  const { write } = setup()
  const { text } = await write({ format: 'jsonl' }, exporting([anExportTask(1, { customId: 'x' })]))
  expect(JSON.parse(text)).toEqual({
    ...{ custom_id: 'x', prompt: 'Prompt 1', result: 'Answer 1', state: 'succeeded' },
    ...{ error_code: null, error_message: null },
  })
})

test('JSON answers are spread by the order of the schema, then by that in which keys appear, down to a depth', async () => {
  const { write } = setup()
  const schema = { type: 'object', properties: { score: {}, place: { properties: { city: {} } } } }
  const request = chat('a', { json: { name: 'answer', schema } })
  const tasks = [
    anExportTask(1, { request, ...answering('{"more":{"x":{"y":1}},"place":{"city":"Ulm"},"score":7}') }),
    anExportTask(2, { request, ...answering('no JSON') }),
    anExportTask(3, { request, ...answering('{"score":[1,2],"more":"flat","empty":{}}') }),
  ]
  const columns = [result('result', 'answer'), result('state')]
  const { text } = await write({ format: 'csv', columns, spread: { depth: 2 } }, exporting(tasks))
  expect(text.split('\n')[0]).toBe('answer,score,place.city,more.x,more,empty,state')
  expect(text.split('\n').slice(1)).toEqual([
    '"{""more"":{""x"":{""y"":1}},""place"":{""city"":""Ulm""},""score"":7}",7,Ulm,"{""y"":1}",,,succeeded',
    'no JSON,,,,,,succeeded',
    '"{""score"":[1,2],""more"":""flat"",""empty"":{}}","[1,2]",,,flat,{},succeeded',
    '',
  ])
})

test('variants stand one after the other, or beside each other with one line for a row', async () => {
  const { write } = setup()
  const source = (row: number) => ({ columns: ['q'], cells: [`q${row}`], file: 'a', line: row })
  const tasks = [1, 2].flatMap((row) =>
    [1, 2].map((variant) =>
      anExportTask(row * 10 + variant, { row, variant, source: source(row), ...answering(`${row}/${variant}`) }),
    ),
  )
  const exported = exporting(tasks, ['q'], variants)
  const lines = await write({ format: 'csv' }, exported)
  expect(lines.text.split('\n')[0]).toBe('q,variant,result,state,error_code,error_message')
  expect(lines.text.split('\n')[2]).toBe('q1,large,1/2,succeeded,,')
  const columns: ExportColumn[] = [result('result'), result('row'), { from: 'source', column: 'q' }, result('variant')]
  const beside = await write({ format: 'csv', columns, variants: 'side_by_side' }, exported)
  expect(beside.text).toBe('row,q,result (small),result (large)\n1,q1,1/1,1/2\n2,q2,2/1,2/2\n')
})

test('what a spreadsheet would calculate gets an apostrophe, and plain numbers do not; it can be left out', async () => {
  const { write, sheet } = setup()
  const cells = ['=1+1', '+49 30', '-5', '+1.5e3', '@cmd', '\tx', '-x', "'=1", 'a=b']
  const table = aTable(
    cells.map((_, at) => `c${at}`),
    [cells],
  )
  const columns = cells.map((_, at): ExportColumn => ({ from: 'source', column: `c${at}` }))
  const { text } = await write({ format: 'csv', columns }, table)
  expect(text.split('\n')[1]).toBe("'=1+1,'+49 30,-5,+1.5e3,'@cmd,'\tx,'-x,'=1,a=b")
  await write({ format: 'xlsx', columns }, table)
  expect((await sheet())[1]).toEqual(["'=1+1", "'+49 30", '-5', '+1.5e3', "'@cmd", "'\tx", "'-x", "'=1", 'a=b'])
  const { text: plain } = await write({ format: 'csv', columns, guard: false }, table)
  expect(plain.split('\n')[1]).toBe('=1+1,+49 30,-5,+1.5e3,@cmd,"\tx",-x,\'=1,a=b')
})

test('a table may begin with a mark for Excel, and end its lines as Windows does', async () => {
  const { write } = setup()
  const columns: ExportColumn[] = [{ from: 'source', column: 'a' }]
  const { text } = await write({ format: 'csv', columns, bom: true, lineEnd: '\r\n' }, aTable(['a'], [['x\ny'], ['']]))
  expect(text).toBe('\uFEFFa\r\n"x\ny"\r\n""\r\n')
})

test('a workbook has numbers as numbers and every text as it is', async () => {
  const { write, sheet } = setup()
  const cells = ['a\r\nb', '_x000D_', '\u0000\u001f', ' x ', '😀', '<&>', '007', 5, true, null, { a: [1] }]
  const names = cells.map((_, at) => `c${at}`)
  const columns = names.map((column): ExportColumn => ({ from: 'source', column }))
  expect(
    await write({ format: 'xlsx', columns: [...columns, result('tokens_in')] }, aTable(names, [cells])),
  ).toMatchObject({
    ...{ rows: 1, notes: [] },
  })
  const [, row] = await sheet()
  expect(row).toEqual([...cells.slice(0, 10), '{"a":[1]}', 3])
})

test('a text that is too long for a cell is cut where a person can see it, and told; a line of JSON has all of it', async () => {
  const { write, sheet } = setup()
  const text = `${'x'.repeat(longestCell - 1)}😀`
  const exported = exporting([anExportTask(1, answering(text))])
  const { notes } = await write({ format: 'xlsx', columns: [result('result')] }, exported)
  expect(notes).toEqual([expect.stringContaining('1 cell was longer than the 32,767 characters')])
  const cut = String((await sheet())[1]?.[0])
  expect(cut).toHaveLength(longestCell)
  expect(cut).toMatch(/^x+ … \[cut: 32768 characters in all\./)
  const whole = await write({ format: 'jsonl', columns: [result('result')] }, exported)
  expect(JSON.parse(whole.text)).toEqual({ result: text })
})

test('in Markdown a cell stays a cell, and an answer stays within its section', async () => {
  const { write } = setup()
  const exported = exporting([anExportTask(1, answering('# a | b\n<b>c</b>'))])
  const columns = [result('prompt'), result('result')]
  const { text } = await write({ format: 'markdown', columns }, exported)
  expect(text).toBe('| prompt | result |\n| --- | --- |\n| Prompt 1 | \\# a \\| b<br>\\<b\\>c\\</b\\> |\n')
  const sections = await write({ format: 'markdown', columns, markdown: 'sections' }, exported)
  expect(sections.text).toBe('## Row 1\n\n**prompt**\n\n> Prompt 1\n\n**result**\n\n> # a | b\n> <b>c</b>\n\n')
})

test('lines of OpenAI’s batches have exactly its fields, for answers, failures and what was cancelled; what has not ended has none', async () => {
  const { write } = setup()
  const lost = { code: 'timeout' as const, status: null, providerCode: null, message: 'Too slow', requestId: null }
  const tasks = [
    anExportTask(1, { customId: 'one' }),
    anExportTask(2, died),
    anExportTask(3, { ...died, failure: lost }),
    anExportTask(4, { ...died, state: 'cancelled', failure: null }),
    anExportTask(5, { ...died, state: 'queued', settledAt: null, failure: null }),
  ]
  const { text, rows } = await write({ format: 'openai-batch' }, exporting(tasks))
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rows).toBe(4)
  const message = { role: 'assistant', content: 'Answer 1', refusal: null }
  const body = {
    ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1_700_000_000, model: 'practice-mini' },
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
    system_fingerprint: null,
  }
  const error = { message: 'No such model', type: 'invalid_request_error', param: null, code: 'invalid' }
  expect(lines).toEqual([
    { id: 'batch_req_1', custom_id: 'one', response: { status_code: 200, request_id: '', body }, error: null },
    {
      ...{ id: 'batch_req_2', custom_id: 'request-2', error: null },
      response: { status_code: 400, request_id: 'req_1', body: { error } },
    },
    { id: 'batch_req_3', custom_id: 'request-3', response: null, error: { code: 'timeout', message: 'Too slow' } },
    {
      ...{ id: 'batch_req_4', custom_id: 'request-4', response: null },
      error: { code: 'batch_cancelled', message: 'This request was cancelled.' },
    },
  ])
})

test('a format that cannot hold what was asked for is refused, and nothing is written', async () => {
  const { write, folder } = setup()
  const bare = exporting([anExportTask(1)])
  await expect(write({ format: 'csv', content: 'rows' }, bare)).rejects.toThrow('Choose JSON Lines')
  await expect(write({ format: 'markdown', content: 'rows' }, bare)).rejects.toMatchObject({ code: 'bad_request' })
  await expect(write({ format: 'csv', variants: 'side_by_side', order: 'completion' }, bare)).rejects.toThrow('order')
  expect(readdirSync(folder)).toEqual([])
})

test('rows that are dropped back in say how many of them had settings that the file cannot hold', async () => {
  const { write } = setup()
  const [plain, warm] = [anExportTask(1), anExportTask(2)]
  const done = await write(
    { format: 'jsonl', content: 'rows' },
    exporting([plain, { ...warm, request: chat('Say hello', { temperature: 1 }) }]),
  )
  expect(done).toMatchObject({ rows: 2, notes: [expect.stringContaining('1 prompt has settings of their own')] })
  expect(await write({ format: 'jsonl', content: 'rows' }, exporting([plain]))).toMatchObject({ notes: [] })
})

test('rows beyond the last of a sheet go to another one, under the same header', async () => {
  async function* rows() {
    yield [['a'], ['b'], ['c']]
    yield [['d'], ['e']]
  }
  const pieces: Uint8Array[] = []
  const notes = { cut: 0, rows: 0 }
  for await (const piece of workbookBytes(['x'], rows(), true, notes, 3)) pieces.push(piece)
  const { sheets } = await readXlsx(Buffer.concat(pieces))
  expect(sheets.map((sheet) => sheet.rows)).toEqual([
    [['x'], ['a'], ['b']],
    [['x'], ['c'], ['d']],
    [['x'], ['e']],
  ])
  expect(notes.rows).toBe(5)
})
