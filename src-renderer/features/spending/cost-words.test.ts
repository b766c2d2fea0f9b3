import { expect, test } from 'vitest'
import type { BatchCost } from '#shared/spend'
import { batchCostWords, savedNote } from './cost-words'

const cent = 10_000_000
const cost: BatchCost = {
  ...{ cost: 132 * cent, unanswered: 0, saved: 0, savedByHalfPrice: 0, unpriced: 0 },
  ...{ held: null, model: null, providerId: null },
}

test.each([
  ['nothing', 0, 0, 'by caches and half price'],
  ['a cache', 40 * cent, 0, 'by caches'],
  ['half price', 40 * cent, 40 * cent, 'by half price'],
  ['both', 40 * cent, 10 * cent, 'caches $0.30, half price $0.10'],
  ['half price, while a cache cost more', 8 * cent, 10 * cent, 'caches −$0.02, half price $0.10'],
  ['less than nothing', -2 * cent, 0, 'writing the cache cost more'],
])('below what was saved it says by what: %s', (_what, saved, savedByHalfPrice, words) =>
  expect(savedNote({ saved, savedByHalfPrice })).toBe(words),
)

test.each([
  ['nothing', {}, 'It cost $1.32 so far.'],
  ['a cache', { saved: 40 * cent }, 'It cost $1.32 so far. The provider’s cache saved $0.40.'],
  [
    'both',
    { saved: 40 * cent, savedByHalfPrice: 10 * cent },
    'It cost $1.32 so far. The provider’s cache saved $0.30. Half price saved $0.10.',
  ],
  ['half price', { saved: 9 * cent, savedByHalfPrice: 10 * cent }, 'It cost $1.32 so far. Half price saved $0.10.'],
])('a batch tells what was saved, and by what: %s', (_what, saved, words) =>
  expect(batchCostWords({ ...cost, ...saved })).toBe(words),
)
