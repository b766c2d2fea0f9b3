import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textBlocks } from './text-blocks'

const size = 16
const joined = (text: string, at = 0) =>
  textBlocks(text, at, size)
    .map((block) => block.text)
    .join('')
/** Lines of all lengths, with some characters of two halves. */
const texts = fc
  .array(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '🙂'), maxLength: 40 }), { maxLength: 20 })
  .map((parts) => parts.join(''))

test('joined, blocks are the text; none is much longer than a block may be, and none ends amid a pair', () => {
  fc.assert(
    fc.property(texts, fc.nat(100), (text, at) => {
      const blocks = textBlocks(text, at, size)
      expect(joined(text, at)).toBe(text)
      expect(new Set(blocks.map(({ key }) => key)).size).toBe(blocks.length)
      for (const block of blocks) {
        expect(block.text.length).toBeLessThanOrEqual(3 * size + 1)
        expect(block.text.isWellFormed()).toBe(text.isWellFormed())
      }
    }),
  )
})

test('what is added at the end changes the last block only', () => {
  fc.assert(
    fc.property(texts, texts, (text, more) => {
      const before = textBlocks(text, 0, size)
      const after = textBlocks(text + more, 0, size)
      expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1))
    }),
  )
})

test('what is taken from the beginning changes the first block only', () => {
  fc.assert(
    fc.property(texts, fc.nat(200), (text, taken) => {
      const whole = new Map(textBlocks(text, 0, size).map((block) => [block.key, block.text]))
      const [, ...rest] = textBlocks(text.slice(taken), Math.min(taken, text.length), size)
      for (const block of rest.slice(0, -1)) expect(whole.get(block.key)).toBe(block.text)
    }),
  )
})

test('a block ends where a line does', () => {
  expect(textBlocks('0123456789abcdef\nnext line', 0, size).map(({ text }) => text)).toEqual([
    '0123456789abcdef\n',
    'next line',
  ])
  expect(textBlocks('', 0, size)).toEqual([{ key: 1, text: '' }])
})
