import { expect, it } from 'vitest'
import { preview } from '../../preview/fake-bridge'
import { fileFacts, fileTitle, readingWords } from './file-words'
import { formatBytes } from './format-bytes'

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [749_738, '750 kB'],
  [2_100_000, '2.1 MB'],
  [204_000_000, '204 MB'],
  [999_999, '1 MB'],
])('%i bytes are told as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

it('several files are named by the first, and told by what they have in common', () => {
  const [file] = preview.files
  if (!file) throw new Error('the fixture has a file')
  const two = { ...preview, columns: [], files: [file, { ...file, name: 'more.csv', format: 'csv' as const }] }
  expect(fileTitle(two)).toBe('gsm8k-test.jsonl and 1 more')
  expect(fileFacts(two, { ...preview.progress, phase: 'scanning' })).toBe('1.5 MB')
  expect(readingWords(two.files)).toBe('JSON lines and comma')
})

it('a table is told by what parts its cells and by its encoding, a workbook by its sheet', () => {
  const [file] = preview.files
  if (!file) throw new Error('the fixture has a file')
  expect(readingWords([{ ...file, format: 'csv', delimiter: ';' }])).toBe('semicolon, UTF-8')
  expect(readingWords([{ ...file, format: 'lines', encoding: 'windows-1252' }])).toBe('one prompt a line, Windows-1252')
  expect(readingWords([{ ...file, format: 'xlsx', encoding: null, sheets: ['A', 'B'], sheet: 'B' }])).toBe('sheet B')
})
