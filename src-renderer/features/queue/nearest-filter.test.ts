import { expect, test } from 'vitest'
import { nearerFilters } from './nearest-filter'

const texts = (typed: string, elsewhere: boolean) => nearerFilters(typed, elsewhere).map(({ text }) => text)

test('the same filter everywhere comes first, then without one of its words, the last one first', () => {
  expect(texts('lane:heavy "two words" status:529', true)).toEqual([
    'lane:heavy "two words" status:529',
    'lane:heavy "two words"',
    'lane:heavy status:529',
    '"two words" status:529',
  ])
})

test('a single word has nothing nearer but everywhere, and what leaves nothing out is not offered', () => {
  expect(texts('platypus', false)).toEqual([])
  expect(texts('platypus', true)).toEqual(['platypus'])
  expect(texts('lane: platypus', false)).toEqual(['platypus'])
})
