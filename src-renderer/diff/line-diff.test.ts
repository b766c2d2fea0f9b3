import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedSpans, changedWords } from '../features/dead-letters/changed-words'
import { countChanges, type DiffLine, lineDiff } from './line-diff'

/** Few different lines, so that texts share many of them. */
const aText = fc.array(fc.constantFrom('', 'a', 'b', 'c', 'd '), { maxLength: 30 }).map((lines) => lines.join('\n'))
const anyText = fc.oneof(
  aText,
  fc.string(),
  fc.array(fc.string()).map((lines) => lines.join('\n')),
)

const edited = (lines: readonly DiffLine[]) => lines.filter(({ kind }) => kind !== 'removed').map(({ text }) => text)
const original = (lines: readonly DiffLine[]) => lines.filter(({ kind }) => kind !== 'added').map(({ text }) => text)

test('applying the diff gives the edited text, and taking it back gives the original', () => {
  fc.assert(
    fc.property(anyText, anyText, (before, after) => {
      const lines = lineDiff(before, after)
      expect(edited(lines).join('\n')).toBe(after)
      expect(original(lines).join('\n')).toBe(before)
    }),
  )
})

test('line numbers rise by one on either side', () => {
  fc.assert(
    fc.property(aText, aText, (before, after) => {
      const lines = lineDiff(before, after)
      const counting = (text: string) => text.split('\n').map((_, index) => index + 1)
      expect(lines.flatMap((line) => (line.kind === 'added' ? [] : [line.before]))).toEqual(counting(before))
      expect(lines.flatMap((line) => (line.kind === 'removed' ? [] : [line.after]))).toEqual(counting(after))
    }),
  )
})

test('a text compared with itself has no changes', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(countChanges(lineDiff(text, text))).toEqual({ removed: 0, added: 0 })
    }),
  )
})

test('the order of the texts does not change how much differs', () => {
  fc.assert(
    fc.property(aText, aText, (before, after) => {
      const there = countChanges(lineDiff(before, after))
      const back = countChanges(lineDiff(after, before))
      expect(there).toEqual({ removed: back.added, added: back.removed })
    }),
  )
})

test('a line taken out of the middle is the only one removed', () => {
  expect(lineDiff('keep\ndrop\nkeep too', 'keep\nkeep too')).toEqual([
    { kind: 'same', before: 1, after: 1, text: 'keep' },
    { kind: 'removed', before: 2, text: 'drop' },
    { kind: 'same', before: 3, after: 2, text: 'keep too' },
  ])
})

test('two very long texts without a common line are compared at once', () => {
  const long = (mark: string) => Array.from({ length: 20_000 }, (_, index) => `${mark} ${index}`).join('\n')
  expect(countChanges(lineDiff(long('a'), long('b')))).toEqual({ removed: 20_000, added: 20_000 })
})

test('changed words are marked in whole words', () => {
  const before = 'Customer history, all years:'
  const after = 'Customer history, since 2024:'
  const spans = changedSpans(before, after)
  expect(spans && before.slice(spans.before.start, spans.before.end)).toBe('all years')
  expect(spans && after.slice(spans.after.start, spans.after.end)).toBe('since 2024')
})

test('lines that share little get no marks', () => {
  expect(changedSpans('one two three four', 'something else, four')).toBeNull()
})

test('what stands around the changed words is the same on both sides', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
      const spans = changedSpans(before, after)
      if (!spans) return
      expect(before.slice(0, spans.before.start)).toBe(after.slice(0, spans.after.start))
      expect(before.slice(spans.before.end)).toBe(after.slice(spans.after.end))
    }),
  )
})

test('of a change, removed and added lines are paired in order', () => {
  const marks = changedWords(lineDiff('x\nred apple pie\nred plum pie\ny', 'x\ngreen apple pie\nblue plum pie\ny'))
  expect([...marks.before]).toEqual([
    [2, { start: 0, end: 3 }],
    [3, { start: 0, end: 3 }],
  ])
  expect([...marks.after]).toEqual([
    [2, { start: 0, end: 5 }],
    [3, { start: 0, end: 4 }],
  ])
})
