import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Filter } from '#shared/view'
import { parseFilter } from './parse-filter'

test.each([
  ['', { text: '' }],
  ['lane:heavy', { text: '', lane: 'heavy' }],
  ['status:529 lane:Fast', { text: '', status: 529, lane: 'fast' }],
  ['model:gpt-4o ducks and eggs', { text: 'ducks and eggs', model: 'gpt-4o' }],
  ['  halden   logistics ', { text: 'halden logistics' }],
  ['https://example.org', { text: 'https://example.org' }],
  ['lane:', { text: '' }],
] as const)('%j becomes %j', (typed, filter) => expect(parseFilter(typed)).toEqual({ filter, problem: null }))

test.each(['lane:slow', 'status:abc'])('%s cannot hold, and is told', (typed) => {
  const { filter, problem } = parseFilter(typed)
  expect(filter).toEqual({ text: '' })
  expect(problem).not.toBeNull()
})

test('whatever is typed fits the contract', () => {
  const words = fc.oneof(fc.string(), fc.constantFrom('lane:', 'lane:fast', 'status:4', 'status:429', 'model:'))
  fc.assert(
    fc.property(fc.array(words), (typed) => {
      expect(Filter.safeParse(parseFilter(typed.join(' ')).filter).success).toBe(true)
    }),
  )
})
