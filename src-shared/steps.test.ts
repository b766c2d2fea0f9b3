import { expect, test } from 'vitest'
import { chat } from './request'
import { brokenSteps, fillSteps, stepNames } from './steps'

test('the names of the results that a request uses are found wherever its text stands', () => {
  expect(stepNames(chat('no step here'))).toEqual([])
  expect(stepNames(chat('{{steps.a.result}} and {{ steps.b-2.result }}', { system: '{{steps.a.result}}' }))).toEqual([
    'a',
    'b-2',
  ])
  const body = { messages: [{ role: 'user', content: [{ type: 'text', text: '{{steps.c.result}}' }] }] }
  expect(stepNames({ kind: 'verbatim', path: '/v1/chat/completions', body })).toEqual(['c'])
})

test('results are put in their places as they are, and what is not known stays', () => {
  const filled = fillSteps(chat('{{steps.a.result}} {{steps.x.result}}'), new Map([['a', '$& {{steps.x.result}}']]))
  expect(filled).toEqual(chat('$& {{steps.x.result}} {{steps.x.result}}'))
})

test.each(['q.1', 'two words', 'file:7', 'a.result', '7', 'ö/ü', 'a}'])(
  'an id may be whatever a file has for one: “%s”, but for braces',
  (id) => {
    const request = chat(`use {{ steps.${id}.result }}.`)
    if (id.includes('}')) return expect([stepNames(request), brokenSteps(request).length]).toEqual([[], 1])
    expect([stepNames(request), brokenSteps(request)]).toEqual([[id], []])
    expect(fillSteps(request, new Map([[id, 'it']]))).toEqual(chat('use it.'))
  },
)

test.each([
  ['{{steps.a.reslt}}', '{{steps.a.reslt}}'],
  ['{{steps.a}} and more', '{{steps.a}}'],
  ['{{steps..result}}', '{{steps..result}}'],
  ['{{ steps.a.result } and {{steps.b.result}}', '{{ steps.a.result }'],
  ['{{steps.a.result', '{{steps.a.result'],
])('“%s” is no use of a result, and is found', (prompt, broken) => {
  expect(brokenSteps(chat(prompt))).toEqual([broken])
})

test('words about steps, and other placeholders, are left alone', () => {
  for (const prompt of [
    '{{step.a.result}}',
    '{{date}}',
    'steps.a.result',
    '{steps.a.result}',
    '{{ mysteps.a.result }}',
  ])
    expect([stepNames(chat(prompt)), brokenSteps(chat(prompt))]).toEqual([[], []])
})
