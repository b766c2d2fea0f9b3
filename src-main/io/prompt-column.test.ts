import { expect, test } from 'vitest'
import type { JsonObject } from '#shared/request'
import { columnSurvey } from './prompt-column'
import { recordMaker } from './record'

function survey(...rows: JsonObject[]) {
  const found = columnSurvey()
  const toRecord = recordMaker()
  for (const row of rows) found.add(toRecord(row))
  return found
}

test.each<[string, JsonObject[], string | null, boolean]>([
  ['a question with its answer', [{ question: 'Why?', answer: 'It is long, and longer than that.' }], 'question', true],
  ['prompt before all others', [{ text: 'a', question: 'b', prompt: 'c' }], 'prompt', true],
  ['a name in another writing', [{ 'User Prompt': 'a', Notes: 'b, much longer' }], 'User Prompt', true],
  ['two that are as good', [{ instruction: 'a', input: 'b' }], 'instruction', false],
  ['the longest text otherwise', [{ title: 'a', body: 'a long one', n: 5 }], 'body', false],
  ['the only text', [{ utterance: 'a', n: 5 }], 'utterance', true],
  [
    'a name of few rows',
    [
      { text: '', body: 'a' },
      { text: null, body: 'b' },
      { text: 'c', body: 'd' },
    ],
    'body',
    false,
  ],
  ['no text', [{ n: 5, list: ['a'] }], null, false],
  ['no rows', [], null, false],
])('%s', (_, rows, name, certain) => {
  expect(survey(...rows).guess()).toEqual({ name, certain })
})

test('columns come in the order they were seen in, with the first value that is not empty', () => {
  expect(survey({ b: '', a: 5 }, { b: 'x', c: ['y'] }).columns()).toEqual([
    { name: 'b', first: 'x' },
    { name: 'a', first: '5' },
    { name: 'c', first: '["y"]' },
  ])
})

test('ever new keys do not fill the memory', () => {
  const rows = Array.from({ length: 1_000 }, (_, n) => ({ [`key ${n}`]: 'x' }))
  expect(survey(...rows).columns()).toHaveLength(200)
})
