import { expect, test } from 'vitest'
import { detect } from './detect'
import { readCsv } from './read-csv'
import type { SourceRow } from './source-row'
import { all, chunksOf } from './temp-files'

const read = async (text: string, format: 'csv' | 'tsv' = 'csv', limit?: number) => {
  const { delimiter } = detect(`t.${format}`, Buffer.from(text), true)
  const table = { name: 't.csv', delimiter: delimiter ?? '', header: true }
  return (await all(readCsv(table, chunksOf(Buffer.from(text), 1_000), limit))).flat().map(byName)
}
const byName = (row: SourceRow) =>
  row.kind === 'record'
    ? {
        kind: row.kind,
        line: row.line,
        columns: Object.fromEntries(row.names.map((name, at) => [name, row.cells[at]])),
      }
    : row
const columns = async (text: string, format?: 'csv' | 'tsv') =>
  (await read(text, format)).map((row) => ('columns' in row ? row.columns : row))

test('quoted values hold line ends, delimiters and quotes, and lines are still counted', async () => {
  const rows = await read('id,prompt\r\n1,"a\r\nb, ""c"""\r\n2,d\r\n\r\n3,"e\nf"\n4,g')
  expect(rows).toEqual([
    { kind: 'record', line: 2, columns: { id: '1', prompt: 'a\r\nb, "c"' } },
    { kind: 'record', line: 4, columns: { id: '2', prompt: 'd' } },
    { kind: 'record', line: 6, columns: { id: '3', prompt: 'e\nf' } },
    { kind: 'record', line: 8, columns: { id: '4', prompt: 'g' } },
  ])
})

test('old Macintosh line ends and blank lines before the header are read', async () => {
  expect(await columns('\ra,b\r1,2\r')).toEqual([{ a: '1', b: '2' }])
})

test('a row with more or fewer values than the header is rejected', async () => {
  expect(await read('a,b\n1,2,3\n1\n1,2\n')).toEqual([
    { kind: 'rejected', line: 2, reason: '3 values, the header has 2', names: ['a', 'b'] },
    { kind: 'rejected', line: 3, reason: '1 value, the header has 2', names: ['a', 'b'] },
    expect.objectContaining({ kind: 'record', line: 4 }),
  ])
})

test('columns that have no name or the same get one of their own', async () => {
  expect(await columns('a, a ,,a,__proto__\n1,2,3,4,5')).toEqual([
    Object.fromEntries([
      ...[
        ['a', '1'],
        ['a (2)', '2'],
        ['column 3', '3'],
        ['a (3)', '4'],
        ['__proto__', '5'],
      ],
    ]),
  ])
})

test('semicolons and tabs part the values of a .csv too, if the header says so', async () => {
  expect(await columns('a;b\n1,5;2')).toEqual([{ a: '1,5', b: '2' }])
  expect(await columns('"a,b,c";d\n1;2')).toEqual([{ 'a,b,c': '1', d: '2' }])
  expect(await columns('a\tb\n1\t2')).toEqual([{ a: '1', b: '2' }])
  expect(await columns('a\tb,c,d\n1\t2', 'tsv')).toEqual([{ a: '1', 'b,c,d': '2' }])
})

test('quotes inside text are text', async () => {
  expect(await columns('a,b\n5" pipe,"x" said he\n')).toEqual([{ a: '5" pipe', b: '"x" said he' }])
})

test('a quote that is never closed is told of where it opens, and the rows before it are kept', async () => {
  expect(await read('a,b\n1,2\n3,"4\n5,6\n')).toEqual([
    { kind: 'record', line: 2, columns: { a: '1', b: '2' } },
    { kind: 'rejected', line: 3, reason: 'a quote that opens here is never closed, so the rest is lost' },
  ])
})

test('a row above the limit ends the import', async () => {
  await expect(read(`a\nb\n"${'x\n'.repeat(5_000)}`, 'csv', 4_000)).rejects.toMatchObject({
    ...{ name: 'CommandError', code: 'bad_file' },
    message: expect.stringContaining('t.csv has a row above 16 MB at line 3'),
  })
})

test('a header alone has no rows', async () => {
  expect(await read('a,b\n')).toEqual([])
})
