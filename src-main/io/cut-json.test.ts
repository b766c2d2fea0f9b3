import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonCutter, type Piece } from './cut-json'

function cut(text: string, size = 1_000, limit?: number): Piece[] {
  const cutter = jsonCutter(limit === undefined ? {} : { limit })
  const bytes = Buffer.from(text)
  const pieces: Piece[] = []
  for (let at = 0; at < bytes.length; at += size) pieces.push(...cutter.take(bytes.subarray(at, at + size)))
  return [...pieces, ...cutter.end()]
}
const texts = (pieces: Piece[]) => pieces.map((piece) => ('text' in piece ? piece.text : piece.reason))

test('any list, however it is laid out and in whatever chunks it comes, is cut into its elements', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue({ maxDepth: 4 })),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(undefined, 2, '\t'),
      (list, size, indent) => {
        const pieces = cut(JSON.stringify(list, null, indent), size)
        expect(pieces.map((piece) => ('text' in piece ? JSON.parse(piece.text) : piece))).toEqual(
          JSON.parse(JSON.stringify(list)),
        )
      },
    ),
  )
})

test('an element is known by the line that it starts on', () => {
  expect(cut('[\n  {"a":\n1},\n\n "b"]').map(({ line }) => line)).toEqual([2, 5])
})

test('without a list, values follow each other: one object, or JSON Lines', () => {
  expect(texts(cut('{"a":\n 1}'))).toEqual(['{"a":\n 1}'])
  expect(cut('{"a":1}\n{"a":2}\n')).toEqual([
    { line: 1, text: '{"a":1}' },
    { line: 2, text: '{"a":2}' },
  ])
})

test('brackets and quotes inside strings count for nothing', () => {
  expect(texts(cut('["]", "\\"]", {"a}":"[\\\\"}]'))).toEqual(['"]"', '"\\"]"', '{"a}":"[\\\\"}'])
})

test('an error in the list names its line and ends the reading', () => {
  expect(cut('[1,\n{"a":1} {"a":2}, 3]')).toEqual([
    { line: 1, text: '1' },
    { line: 2, text: '{"a":1}' },
    {
      line: 2,
      reason: 'not valid JSON: a comma or the end of the list should stand before “{”; what follows was not read',
    },
  ])
  expect(texts(cut('[1]\n[2]')).at(-1)).toContain('something follows the end of the list')
  expect(texts(cut('[,1]'))).toEqual([expect.stringContaining('“,” stands where a value should')])
  expect(texts(cut('hello'))).toEqual([expect.stringContaining('neither a list nor an object')])
})

test('a file that was cut off keeps its whole elements and tells of the broken one', () => {
  expect(cut('[\n"a",\n"b')).toEqual([
    { line: 2, text: '"a"' },
    { line: 3, reason: 'not valid JSON: the file ends in the middle of it' },
  ])
  expect(texts(cut('["a"'))).toEqual(['"a"', 'not valid JSON: the file ends before its list does'])
  expect(texts(cut('["a",'))).toEqual(['"a"', 'not valid JSON: the file ends before its list does'])
  expect(cut(' \n')).toEqual([])
})

test('an element above the limit is told of and not kept, and those around it are', () => {
  expect(texts(cut('["ab", "abcdefgh", "cd"]', 3, 6))).toEqual(['"ab"', 'longer than 16 MB', '"cd"'])
})
