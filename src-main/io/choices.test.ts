import { expect, onTestFinished, test } from 'vitest'
import type { LayoutChoices } from './detect'
import { type ImportSource, openImport } from './scan'
import { all, never, tempFiles } from './temp-files'
import { textRow, workbook } from './workbook.test.fixture'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return files
}
async function cells(source: ImportSource, choices: LayoutChoices = {}) {
  const session = await openImport(source, choices)
  const rows = await all(session.cells({ signal: never }))
  return { session, files: session.files, cells: rows.map((row) => ('cells' in row ? row.cells : row.reason)) }
}

test('a format that was chosen is read whatever the file is called', async () => {
  const path = setup().write('prompts.dat', 'a,b\n"c\nd",e\n')
  await expect(openImport([path])).rejects.toMatchObject({ code: 'bad_file' })
  const found = await cells([path], { format: 'csv' })
  expect([found.files[0]?.format, found.cells]).toEqual(['csv', [['c\nd', 'e']]])
  expect((await cells([path], { format: 'document' })).cells).toEqual([['a,b\n"c\nd",e']])
})

test('text that has a rule in it is lines if a person says so', async () => {
  const path = setup().write('a.txt', 'One\n---\nTwo')
  expect((await cells([path])).cells).toEqual([['One'], ['Two']])
  expect((await cells([path], { format: 'lines' })).cells).toEqual([['One'], ['---'], ['Two']])
})

test('an encoding that was chosen is taken, and refused with the line where it makes no sense', async () => {
  const path = setup().write('a.txt', Buffer.from([0xcf, 0xf0, 0xe8, 0x0a, 0xcf]))
  expect((await cells([path], { encoding: 'windows-1251' })).cells).toEqual([['При'], ['П']])
  expect((await cells([path], { encoding: 'windows-1252' })).files).toMatchObject([{ encodingGuessed: false }])
  await expect(cells([path], { encoding: 'utf-8' })).rejects.toThrow('a.txt is not UTF-8 text: line 1')
  await expect(cells([path], { encoding: 'euc-jp' })).rejects.toThrow('a.txt is not text in euc-jp: line 1')
})

test('what parts the cells and whether there is a header can be chosen', async () => {
  const path = setup().write('a.csv', 'One|Two,x\nThree|Four,y\n')
  expect((await cells([path])).files).toMatchObject([{ delimiter: ',', header: true }])
  const found = await cells([path], { delimiter: '|', header: false })
  expect(found.files).toMatchObject([{ delimiter: '|', header: false }])
  expect(found.cells).toEqual([
    ['One', 'Two,x'],
    ['Three', 'Four,y'],
  ])
  const [first] = await all(found.session.cells({ signal: never }))
  expect(first).toMatchObject({ columns: ['column 1', 'column 2'], line: 1 })
})

test('another sheet can be chosen, also without a header; one that is not there is refused with those that are', async () => {
  const sheets = { First: textRow(1, ['a', 'b']), Second: `${textRow(1, ['One'])}${textRow(2, ['Two'])}` }
  const path = setup().write('a.xlsx', workbook({ sheets }))
  expect((await cells([path])).cells).toEqual([])
  expect((await cells([path], { sheet: 'Second', header: false })).cells).toEqual([['One'], ['Two']])
  await expect(openImport([path], { sheet: 'Third' })).rejects.toThrow(
    'a.xlsx has no sheet “Third”. Nothing was queued. Its sheets are First, Second.',
  )
})

test('a choice can be changed and taken back, and makes another import of it', async () => {
  const path = setup().write('a.csv', 'x\nOne\n')
  const session = await openImport([path])
  const without = await session.change({ header: false })
  expect(await all(without.cells({ signal: never }))).toHaveLength(2)
  const back = await without.change({})
  expect(await all(back.cells({ signal: never }))).toHaveLength(1)
  const prints = await Promise.all([session, without, back].map((each) => each.fingerprint(null, never)))
  expect(prints[0]).toBe(prints[2])
  expect(prints[0]).not.toBe(prints[1])
})

test.each<[string, string, string, unknown[]]>([
  ['lines', 'One, two\nThree', 'lines', [['One, two'], ['Three']]],
  ['blocks', 'One\nmore\n---\nTwo', 'blocks', [['One\nmore'], ['Two']]],
  [
    'a table of a spreadsheet',
    'id\tprompt\r\n1\t"One ""x""\nmore"\r\n2\tTwo\r\n',
    'tsv',
    [
      ['1', 'One "x"\nmore'],
      ['2', 'Two'],
    ],
  ],
  ['a table with commas', 'id,prompt\n1,"One, two"', 'csv', [['1', 'One, two']]],
  ['JSON Lines', '{"prompt":"One"}\n{"prompt":"Two"}', 'jsonl', [['One'], ['Two']]],
  ['a list', '[\n "One",\n "Two"\n]', 'json', [['One'], ['Two']]],
  ['an object over several lines', '{\n "prompt": "One"\n}', 'json', [['One']]],
])('%s that were pasted are read as such', async (_, text, format, expected) => {
  const found = await cells({ text })
  expect(found.files).toMatchObject([{ name: 'Pasted text', format, encoding: 'utf-8' }])
  expect(found.cells).toEqual(expected)
  const { bytesTotal } = found.session
  expect(bytesTotal).toBe(Buffer.byteLength(text))
  expect(await found.session.scan({ signal: never })).toMatchObject({ complete: true, bytesRead: bytesTotal })
})

test('pasted text can be read otherwise, and nothing at all is refused', async () => {
  const session = await openImport({ text: 'a\tb\n1\t2' })
  expect(await all((await session.change({ format: 'lines' })).cells({ signal: never }))).toHaveLength(2)
  await expect(openImport({ text: ' \n' })).rejects.toThrow('Pasted text is empty.')
})
