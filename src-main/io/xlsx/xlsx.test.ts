import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { openImport } from '../scan'
import { all, importAll, never, tempFiles } from '../temp-files'
import { textRow, workbook } from '../workbook.test.fixture'
import { kindOfFormat, serialText } from './number-format'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return files
}
const cellsOf = async (path: string) => all((await openImport([path])).cells({ signal: never }))

test('a workbook imports by its prompt column, each row at its row number, empty rows passed over', async () => {
  const sheet = `${textRow(1, ['prompt', 'note'])}${textRow(2, ['One', 'a'])}<row r="3"/><row r="4"><c r="A4" s="0"/></row>${textRow(7, ['Two &amp; more', ''])}`
  const { session, tasks, prompts, rejected } = await importAll([
    setup().write('a.xlsx', workbook({ sheets: { S: sheet } })),
  ])
  expect(session.files).toMatchObject([{ format: 'xlsx', encoding: null, sheet: 'S', sheets: ['S'], header: true }])
  expect(prompts).toEqual(['One', 'Two & more'])
  expect(tasks.map(({ line }) => line)).toEqual([2, 7])
  expect(tasks[1]?.source).toEqual({ columns: ['prompt', 'note'], cells: ['Two & more'], file: 'a.xlsx', line: 7 })
  expect(rejected).toEqual([])
})

test('numbers, booleans, dates, formulas and errors come as the values that were stored', async () => {
  const sheet = `
    <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>0</v></c><c r="E1"><v>2024</v></c></row>
    <row r="2">
      <c r="A2"><v>0.1</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" s="1"><v>45413</v></c><c r="D2" s="2"><v>45413.573</v></c>
      <c r="E2" t="str"><f>UPPER(A1)</f><v>A_x000D_
B</v></c></row>
    <row r="3"><c r="A3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B3"><f>NOW()</f></c><c r="C3" s="3"><v>1.5</v></c><c r="D3" s="4"><v>0.25</v></c><c r="E3" s="5"><v>12.5</v></c></row>
    <row r="4"><c r="A4" t="s"><v>2</v></c><c r="B4" t="d"><v>2024-05-01T10:00:00</v></c><c r="C4" t="b"><v>0</v></c><c><v>7</v></c></row>`
  const texts = [
    '<t>text</t>',
    '<r><t>ri</t></r><r><rPr><b/></rPr><t xml:space="preserve">ch </t></r><rPh><t>no</t></rPh><phoneticPr/>',
    '<t>  line&#10;two <![CDATA[<3]]></t>',
  ]
  const formats = [0, 14, 'yyyy\\-mm\\-dd hh:mm', '[h]:mm:ss', 21, '0.00"days"']
  const rows = await cellsOf(setup().write('a.xlsx', workbook({ sheets: { S: sheet }, texts, formats })))
  expect(rows).toMatchObject([
    { columns: ['text', 'rich', 'text (2)', 'column 4', '2024'], line: 2 },
    { line: 3 },
    { line: 4 },
  ])
  expect(rows.map((row) => ('cells' in row ? row.cells : row))).toEqual([
    [0.1, true, '2024-05-01', '2024-05-01 13:45:07.200', 'A\r\nB'],
    ['#DIV/0!', null, '36:00:00', '06:00:00', 12.5],
    ['  line\ntwo <3', '2024-05-01T10:00:00', false, 7],
  ])
})

test('a number is a prompt too where it comes from a sheet', async () => {
  const sheet =
    '<row r="1"><c r="A1" t="inlineStr"><is><t>prompt</t></is></c></row><row r="2"><c r="A2"><v>42</v></c></row>'
  const { prompts } = await importAll([setup().write('a.xlsx', workbook({ sheets: { S: sheet } }))], 'prompt')
  expect(prompts).toEqual(['42'])
})

test('the first sheet that is not hidden is read; its others are named', async () => {
  const sheets = {
    '!Secret': textRow(1, ['prompt']),
    'R &amp; D': `${textRow(1, ['prompt'])}${textRow(2, ['One'])}`,
    Last: '',
  }
  const { session, prompts } = await importAll([setup().write('a.xlsm', workbook({ sheets }))])
  expect(prompts).toEqual(['One'])
  expect(session.files).toMatchObject([{ sheets: ['Secret', 'R & D', 'Last'], sheet: 'R & D' }])
})

test('a row that is wider than the header has columns of its own', async () => {
  const rows = await cellsOf(
    setup().write(
      'a.xlsx',
      workbook({ sheets: { S: `${textRow(1, ['a'])}${textRow(2, ['1', '2', '3'])}${textRow(3, ['4'])}` } }),
    ),
  )
  expect(rows).toEqual([
    { columns: ['a', 'column 2', 'column 3'], cells: ['1', '2', '3'], file: 'a.xlsx', line: 2 },
    { columns: ['a', 'column 2', 'column 3'], cells: ['4'], file: 'a.xlsx', line: 3 },
  ])
})

test('two cells in the far corners of a sheet cost no more than two cells', async () => {
  const sheet = `${textRow(1, ['prompt'])}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`
  const rows = await cellsOf(setup().write('a.xlsx', workbook({ sheets: { S: sheet } })))
  expect(rows).toEqual([
    { file: 'a.xlsx', line: 1_048_576, reason: 'the cell in column 16384 stands far beyond the others' },
  ])
  const beyond = `${textRow(1, ['prompt'])}<row r="2"><c r="XFE2"><v>1</v></c></row>${textRow(3, ['One'])}`
  const { prompts, rejected } = await importAll([setup().write('a.xlsx', workbook({ sheets: { S: beyond } }))])
  expect([prompts, rejected.map(({ line }) => line)]).toEqual([['One'], [2]])
})

test('a cell that points to no text rejects its row, and the others are kept', async () => {
  const sheet = `${textRow(1, ['prompt'])}<row r="2"><c r="A2" t="s"><v>9</v></c></row>${textRow(3, ['Two'])}`
  const { prompts, rejected } = await importAll([setup().write('a.xlsx', workbook({ sheets: { S: sheet } }))])
  expect(prompts).toEqual(['Two'])
  expect(rejected).toEqual([
    { file: 'a.xlsx', line: 2, reason: 'the cell in column 1 points to a text that the workbook does not have' },
  ])
})

test('a workbook within gzip is read, and progress ends at its bytes on disk', async () => {
  const packed = gzipSync(workbook({ sheets: { S: `${textRow(1, ['prompt'])}${textRow(2, ['One'])}` } }))
  const { summary, prompts } = await importAll([setup().write('a.xlsx.gz', packed)])
  expect(prompts).toEqual(['One'])
  expect(summary).toMatchObject({ bytesRead: packed.length, bytesTotal: packed.length })
})

test('many rows come in pieces, with progress', async () => {
  const rows = Array.from({ length: 12_000 }, (_, n) => textRow(n + 2, [`Prompt ${Math.sin(n)}`, 'x'.repeat(60)]))
  const path = setup().write('a.xlsx', workbook({ sheets: { S: textRow(1, ['prompt', 'pad']) + rows.join('') } }))
  const session = await openImport([path])
  let pieces = 0
  let last = 0
  for await (const row of session.cells({ signal: never })) {
    if ('line' in row && row.line - last !== 1 && last > 0) throw new Error(`${row.line} after ${last}`)
    last = 'line' in row ? row.line : last
    pieces += 1
  }
  expect([pieces, last]).toEqual([12_000, 12_001])
  const control = new AbortController()
  const some = session.cells({ signal: control.signal })
  await some.next()
  control.abort(new Error('enough'))
  await expect(all(some)).rejects.toThrow('enough')
})

test.each<[string, string, Buffer, string]>([
  ['a zip archive', 'a.xlsx', workbook({ sheets: { S: '' } }).subarray(0, 300), 'is a damaged workbook'],
  ['text', 'a.xlsx', Buffer.from('prompt\nOne'), 'is no workbook'],
  [
    'an old or locked workbook',
    'a.xlsx',
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    'has a password, or is a workbook of the old',
  ],
  ['no sheet', 'a.xlsx', workbook({ sheets: {} }), 'is a workbook without a sheet'],
  ['XML that is none', 'a.xlsx', workbook({ sheets: { S: '<row r="1"><c' } }), 'is a damaged workbook'],
])('%s is refused', async (_, name, content, message) => {
  const path = setup().write(name, content)
  await expect(openImport([path]).then((session) => session.scan({ signal: never }))).rejects.toMatchObject({
    ...{ code: 'bad_file', message: expect.stringContaining(message) },
  })
})

test.each<[string, string]>([
  ['yyyy-mm-dd', 'date'],
  ['d. mmmm yyyy "Uhr"', 'date'],
  ['[$-407]dd/mm/yy;@', 'date'],
  ['mmm', 'date'],
  ['h:mm AM/PM', 'time'],
  ['mm:ss.0', 'time'],
  ['[hh]:mm', 'duration'],
  ['General', 'number'],
  ['#,##0.00 "day"', 'number'],
  ['0.00E+00', 'number'],
  ['[Red]0%;[Blue]-0%', 'number'],
  ['\\d0', 'number'],
])('the format %s is a %s', (code, kind) => {
  expect(kindOfFormat(code)).toBe(kind)
})

test('serial numbers are the days that Excel shows, in both of its calendars', () => {
  expect(serialText(1, 'date', false)).toBe('1900-01-01')
  expect(serialText(61, 'date', false)).toBe('1900-03-01')
  expect(serialText(0, 'date', true)).toBe('1904-01-01')
  expect(serialText(45_413, 'date', false)).toBe('2024-05-01')
  expect(serialText(45_413 - 1_462, 'date', true)).toBe('2024-05-01')
  expect(serialText(2_958_465, 'date', false)).toBe('9999-12-31')
  expect(serialText(2_958_467, 'date', false)).toBeNull()
  expect(serialText(-1, 'date', false)).toBeNull()
  expect(serialText(-0.5, 'duration', false)).toBe('-12:00:00')
})
