import { expect, test } from 'vitest'
import { mayHold, refusedNames } from './accepted'

test('names that cannot be imported are found; folders and files without an ending are left to main', () =>
  expect(
    refusedNames(['a.jsonl', 'B.CSV', 'photo.png', 'd.xlsx', 'e.csv.gz', 'f.parquet', 'notes.pdf', 'folder', 'c.md']),
  ).toEqual(['photo.png', 'notes.pdf']))

test.each([
  [[{ kind: 'file', type: 'text/csv' }], true],
  [[{ kind: 'file', type: '' }], true],
  [[{ kind: 'file', type: 'image/png' }], false],
  [[{ kind: 'file', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }], true],
  [[{ kind: 'file', type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' }], false],
  [
    [
      { kind: 'file', type: 'image/png' },
      { kind: 'file', type: 'application/json' },
    ],
    true,
  ],
])('%j may hold prompts: %s', (items, may) => expect(mayHold(items)).toBe(may))
