import { expect, test } from 'vitest'
import { ExportOptions } from '#shared/export'
import { allColumns, changed, emptyDraft, moved, optionsOf } from './export-draft'

const keys = (columns: readonly { key: string; on: boolean }[]) => columns.filter(({ on }) => on).map(({ key }) => key)

test('the columns of the source come first, then the answer and why there is none; without a source its prompt', () => {
  expect(keys(allColumns(['id', 'review'], false))).toEqual([
    ...['source id', 'source review', 'result result', 'result state', 'result error_code', 'result error_message'],
  ])
  expect(keys(allColumns([], false))).toContain('result prompt')
  expect(keys(allColumns(['id'], true))).toContain('result variant')
  expect(allColumns(['id'], false).map(({ key }) => key)).not.toContain('result variant')
})

test('columns are named, left out and moved, and the ends stay the ends', () => {
  const all = allColumns(['id', 'review'], false)
  const named = changed(moved(changed(all, 'source id', { on: false }), 'result result', -1), 'result result', {
    name: ' sentiment ',
  })
  expect(optionsOf({ ...emptyDraft, columns: named })?.columns?.slice(0, 2)).toEqual([
    { from: 'result', field: 'result', name: 'sentiment' },
    { from: 'source', column: 'review' },
  ])
  expect(moved(all, 'source id', -1)).toBe(all)
})

test('what is chosen is what main takes, whatever the format', () => {
  for (const format of ['jsonl', 'csv', 'tsv', 'xlsx', 'markdown', 'openai-batch'] as const)
    for (const content of ['results', 'rows'] as const) {
      const draft = {
        ...emptyDraft,
        format,
        content,
        spread: true,
        bom: true,
        crlf: true,
        sideBySide: true,
        ratings: true,
      }
      const options = optionsOf({ ...draft, columns: allColumns(['id'], false) })
      expect(ExportOptions.parse(options)).toEqual(options)
      expect(options?.ratings).toBe(options?.columns !== undefined)
      expect(options?.bom).toBe(format === 'csv' || format === 'tsv')
      expect(options?.columns === undefined).toBe(format === 'openai-batch' || content === 'rows')
    }
})

test('a file without a column is none', () => {
  const none = allColumns(['id'], false).map((column) => ({ ...column, on: false }))
  expect(optionsOf({ ...emptyDraft, columns: none })).toBeNull()
  expect(optionsOf({ ...emptyDraft, columns: none, format: 'openai-batch' })).not.toBeNull()
})
