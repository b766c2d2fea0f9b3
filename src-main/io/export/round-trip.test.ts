import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { streamXlsxRows } from 'hucre/xlsx'
import { expect, onTestFinished, test } from 'vitest'
import { type ExportColumn, type ExportOptions, extensionOf } from '#shared/export'
import type { Cell, SourceCells } from '#shared/rows'
import { isRejected } from '../map-row'
import { openImport } from '../scan'
import { all, never, tempFiles } from '../temp-files'
import { anExport, aTable } from './temp-export'
import { writeExport } from './write-export'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return {
    async write(options: ExportOptions, columns: readonly string[], rows: readonly (readonly Cell[])[]) {
      const file = join(files.folder, `out.${extensionOf[options.format]}`)
      const chosen = columns.map((column): ExportColumn => ({ from: 'source', column }))
      await writeExport(file, { ...options, columns: chosen }, aTable(columns, rows))
      return { file, bytes: readFileSync(file) }
    },
    /** By the import itself. */
    async read(file: string) {
      const session = await openImport([file])
      await session.scan({ signal: never })
      const rows = await all(session.cells({ signal: never }))
      expect(rows.filter(isRejected)).toEqual([])
      const read = rows.filter((row): row is SourceCells => !isRejected(row))
      const columns = read.at(-1)?.columns ?? []
      return { columns, rows: read.map(({ cells }) => columns.map((_, at) => cells[at] ?? null)) }
    },
  }
}

const nasty = fc.constantFrom(
  ...['', ' ', '\n', '\r', '\r\n', '\t', '"', '""', ',', ';', '|', "'", '=1+1', '+49', '-5', '-x', '@a', '\t=1', "'=1"],
  ...[
    'a\r\nb',
    '\ud800',
    'x\udc00y',
    '\u2028',
    '\u0085',
    '\ufeffa',
    '😀',
    'é',
    '0012',
    '1e5',
    'true',
    'null',
    '_x000D_',
    '<b>&',
  ],
)
/** No controls in plain text: a file with many of them is taken for no text at all. */
const printable = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replace(/[^\n\r\t\P{Cc}]/gu, ''))
const cell: fc.Arbitrary<Cell> = fc.oneof(nasty, printable, fc.constant(null))
const name = fc.stringMatching(/^[a-z][a-z "',;=]{0,8}$/)
/** Two columns at least: a table of one cannot have a row of nothing but spaces, which is an empty line to a reader. */
const tableOf = (cells: fc.Arbitrary<Cell>, minColumns: number) =>
  fc.uniqueArray(name, { minLength: minColumns, maxLength: 5, selector: (each) => each.trim() }).chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.array(fc.array(cells, { minLength: columns.length, maxLength: columns.length }), {
        minLength: 1,
        maxLength: 8,
      }),
    }),
  )
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Cell>

type Case = [string, ExportOptions, fc.Arbitrary<{ columns: string[]; rows: Cell[][] }>]
const results = (format: ExportOptions['format'], more: Partial<ExportOptions> = {}) => anExport({ format, ...more })
const cases: Case[] = [
  ['JSON Lines', results('jsonl'), tableOf(fc.oneof(cell, json), 1)],
  ['CSV', results('csv'), tableOf(cell, 2)],
  ['CSV without the guard', results('csv', { guard: false }), tableOf(cell, 2)],
  ['CSV for Excel on Windows', results('csv', { bom: true, lineEnd: '\r\n' }), tableOf(cell, 2)],
  ['tab-separated text', results('tsv'), tableOf(cell, 2)],
  ['rows as they came, as CSV', results('csv', { content: 'rows' }), tableOf(cell, 2)],
  ['rows as they came, as tab-separated text', results('tsv', { content: 'rows' }), tableOf(cell, 2)],
]

test.each(cases)(
  'what was written as %s is imported, and written again it is the same bytes',
  async (_, options, any) => {
    const { write, read } = setup()
    await fc.assert(
      fc.asyncProperty(any, async ({ columns, rows }) => {
        const first = await write(options, columns, rows)
        const again = await read(first.file)
        const second = await write(options, again.columns, again.rows)
        expect(second.bytes.toString()).toBe(first.bytes.toString())
      }),
      { numRuns: 60 },
    )
  },
)

test('a workbook is imported with the same cells, and written again it has the same rows', {
  timeout: 60_000,
}, async () => {
  const { write, read } = setup()
  const options = results('xlsx', { guard: false })
  const sheet = async (bytes: Buffer) => {
    const rows = []
    for await (const { values } of streamXlsxRows(bytes))
      rows.push(JSON.stringify(values.map((value) => value ?? '')).replace(/(,"")+]$/, ']'))
    return rows
  }
  await fc.assert(
    fc.asyncProperty(tableOf(fc.oneof(cell, fc.string({ unit: 'binary' })), 2), async ({ columns, rows }) => {
      // A row of nothing is none to whoever reads a sheet.
      const numbered = rows.map((row, at) => [`row ${at}`, ...row])
      const first = await write(options, ['nr', ...columns], numbered)
      const again = await read(first.file)
      const second = await write(options, again.columns, again.rows)
      expect(await sheet(second.bytes)).toEqual(await sheet(first.bytes))
    }),
    { numRuns: 25 },
  )
})

test('texts come back as they were from every format that can hold them', { timeout: 60_000 }, async () => {
  const { write, read } = setup()
  await fc.assert(
    fc.asyncProperty(tableOf(fc.oneof(nasty, printable), 2), async ({ columns, rows }) => {
      const wellFormed = rows.map((row) => row.map((each) => (typeof each === 'string' ? each.toWellFormed() : each)))
      const { file } = await write(results('jsonl'), columns, rows)
      expect((await read(file)).rows).toEqual(wellFormed)
      const csv = await write(results('csv', { content: 'rows' }), columns, rows)
      expect((await read(csv.file)).rows).toEqual(wellFormed)
    }),
    { numRuns: 40 },
  )
})
