import { expect, test } from 'vitest'
import { chat } from './request'
import { fillSteps, stepNames } from './steps'

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
