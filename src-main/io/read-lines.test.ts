import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readLines, type TextLine } from './read-lines'
import { all, chunksOf } from './temp-files'

const cut = async (text: string, size = 3, limit?: number): Promise<TextLine[]> =>
  (await all(readLines(chunksOf(Buffer.from(text), size), 10, limit))).flat()
const texts = async (text: string) => (await cut(text)).map((line) => line.text)

test('LF, CR LF and a mix of them end a line; the last line needs no end', async () => {
  expect(await texts('a\nb\r\nc')).toEqual(['a', 'b', 'c'])
  expect(await texts('a\r\n\r\n\nb\n')).toEqual(['a', '', '', 'b'])
  expect(await texts('')).toEqual([])
  expect(await texts('a\rb\n')).toEqual(['a\rb'])
})

test('lines are numbered from 1', async () => {
  expect((await cut('a\n\nb')).map(({ line }) => line)).toEqual([1, 2, 3])
})

test('a line above the limit is told of and not given, and those around it are', async () => {
  expect(await cut('ab\nabcdef\ncd\n', 4, 5)).toEqual([
    { line: 1, text: 'ab' },
    { line: 2, text: null },
    { line: 3, text: 'cd' },
  ])
})

test('the limit counts the line without its end', async () => {
  expect(await cut('abcde\r\nabcdef\r\nabcde', 4, 5)).toEqual([
    { line: 1, text: 'abcde' },
    { line: 2, text: null },
    { line: 3, text: 'abcde' },
  ])
})

test('where the chunks end makes no difference', async () => {
  const text = fc.array(fc.constantFrom('a', 'é', '\n', '\r\n', '')).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (given, size) => {
      // Cutting between bytes of a character is the business of utf8Guard: here lines are put together again.
      const expected = given.split(/\r?\n/)
      if (expected.at(-1) === '') expected.pop()
      expect((await cut(given, size)).map((line) => line.text)).toEqual(expected)
    }),
  )
})
