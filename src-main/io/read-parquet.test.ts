import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, onTestFinished, test } from 'vitest'
import { openImport } from './scan'
import { all, importAll, never, tempFiles } from './temp-files'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return files
}
const written = (columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData'], rowGroupSize = 100_000) =>
  Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize }))

test('rows of every kind of value come at their number, as JSON holds them', async () => {
  const path = setup().write(
    'a.parquet',
    written([
      { name: 'prompt', data: ['Zwölf', 'Two', null], type: 'STRING', nullable: true },
      { name: 'n', data: [1n, 9_007_199_254_740_993n, -3n], type: 'INT64' },
      { name: 'ok', data: [true, false, true], type: 'BOOLEAN' },
      { name: 'x', data: [0.5, Number.NaN, 2], type: 'DOUBLE' },
      { name: 'at', data: [new Date(0), new Date(1_714_571_100_250), new Date(-1)], type: 'TIMESTAMP' },
      { name: 'j', data: [{ a: [1, null] }, ['b'], 'c'], type: 'JSON' },
    ]),
  )
  const rows = await all((await openImport([path])).cells({ signal: never }))
  expect(rows).toEqual(
    [
      ['Zwölf', 1, true, 0.5, '1970-01-01 00:00:00', { a: [1, null] }],
      ['Two', '9007199254740993', false, 'NaN', '2024-05-01 13:45:00.250', ['b']],
      [null, -3, true, 2, '1969-12-31 23:59:59.999', 'c'],
    ].map((cells, at) => ({ columns: ['prompt', 'n', 'ok', 'x', 'at', 'j'], cells, file: 'a.parquet', line: at + 1 })),
  )
  const { session, prompts, rejected } = await importAll([path])
  expect(session.files).toMatchObject([{ format: 'parquet', encoding: null }])
  expect([prompts, rejected]).toEqual([
    ['Zwölf', 'Two'],
    [{ file: 'a.parquet', line: 3, reason: 'no value in the column “prompt”' }],
  ])
})

test('row groups are read one after the other, with progress, and can be left in the middle', async () => {
  const data = Array.from({ length: 25_000 }, (_, n) => `Prompt ${n}`)
  const path = setup().write('a.parquet', written([{ name: 'prompt', data }], 10_000))
  const { summary, prompts } = await importAll([path])
  expect(prompts).toEqual(data)
  expect(summary).toMatchObject({ bytesRead: summary.bytesTotal, prompts: 25_000 })
  const control = new AbortController()
  const rows = (await openImport([path])).cells({ signal: control.signal })
  await rows.next()
  control.abort(new Error('enough'))
  await expect(all(rows)).rejects.toThrow('enough')
})

test.each<[string, Buffer, string]>([
  ['what is none', Buffer.from('prompt\nOne'), 'a.parquet is no Parquet file'],
  [
    'one that is cut off',
    written([{ name: 'p', data: ['One'] }]).subarray(0, 60),
    'a.parquet is a damaged Parquet file',
  ],
])('%s is refused', async (_, content, message) => {
  const path = setup().write('a.parquet', content)
  await expect(openImport([path]).then((session) => session.scan({ signal: never }))).rejects.toThrow(message)
})
