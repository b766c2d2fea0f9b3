import fc from 'fast-check'
import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base'
import { expect, test } from 'vitest'
import { slicesOf } from './slices'

const asText = { disallowedSpecial: new Set<string>() }

test('the slices are the text, none is longer than asked or empty, and no character is cut in two', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '中', '😀', 'é', '.', 'word '), maxLength: 200 })
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (whole, length) => {
      const slices = [...slicesOf(whole, length)].map((slice) => slice.text)
      expect(slices.join('')).toBe(whole)
      for (const slice of slices) {
        expect(slice.length).toBeGreaterThan(0)
        expect(slice.length).toBeLessThanOrEqual(length)
        expect(slice.isWellFormed()).toBe(true)
      }
    }),
  )
})

test('where no cut was forced, the slices have exactly the tokens of the text', () => {
  const piece = fc.constantFrom(
    'word',
    ' ',
    '  ',
    '\n',
    "don't",
    '(x)',
    ';',
    '\t',
    '42',
    '中文',
    'Ärger',
    ' and',
    '...',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 80 }), fc.integer({ min: 2, max: 60 }), (pieces, length) => {
      const text = pieces.join('')
      const slices = [...slicesOf(text, length)]
      fc.pre(!slices.some(({ isForced }) => isForced))
      for (const count of [o200k, cl100k]) {
        const sum = slices.reduce((tokens, slice) => tokens + count(slice.text, asText), 0)
        expect(sum).toBe(count(text, asText))
      }
    }),
    { numRuns: 2_000 },
  )
})

test('a text without a space is cut at its full length, and says so', () => {
  expect([...slicesOf('abcdefg', 3)]).toEqual([
    { text: 'abc', isForced: true },
    { text: 'def', isForced: true },
    { text: 'g', isForced: false },
  ])
  const texts = (text: string) => [...slicesOf(text, 4)].map((slice) => slice.text)
  expect(texts('ab cd ef')).toEqual(['ab', ' cd', ' ef'])
  expect(texts('a="b";c')).toEqual(['a="b', '";c'])
})
