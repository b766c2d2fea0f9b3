import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editScript } from '../../../diff/edit-script'
import { diffTexts, prettyJson, type TextDiff } from './diff-texts'

const never = () => false
const one = ({ parts }: TextDiff) =>
  parts
    .filter(({ kind }) => kind !== 'added')
    .map(({ text }) => text)
    .join('')
const other = ({ parts }: TextDiff) =>
  parts
    .filter(({ kind }) => kind !== 'removed')
    .map(({ text }) => text)
    .join('')
const told = (a: string, b: string) =>
  diffTexts(a, b)
    .parts.map(({ kind, text }) => ({ same: text, removed: `[-${text}]`, added: `[+${text}]` })[kind])
    .join('')

/** The length of the longest list that both hold in order, by the table of all beginnings. */
function longestCommon(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const x of a) {
    const next = [0]
    for (const [at, y] of b.entries())
      next.push(x === y ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0))
    row = next
  }
  return row.at(-1) ?? 0
}

test('an edit script makes one list into the other, in as few steps as there can be', () => {
  const list = fc.array(fc.nat(3), { maxLength: 24 })
  fc.assert(
    fc.property(list, list, (a, b) => {
      const runs = editScript(Int32Array.from(a), Int32Array.from(b), { edits: 100, isLate: never }) ?? []
      const made = runs.flatMap(({ kind, from, to }) =>
        kind === 'removed' ? [] : (kind === 'same' ? a : b).slice(from, to),
      )
      const from = runs.flatMap(({ kind, from: start, to }) => (kind === 'added' ? [] : a.slice(start, to)))
      expect(made).toEqual(b)
      expect(from).toEqual(a)
      const same = runs.reduce((sum, { kind, from: start, to }) => (kind === 'same' ? sum + to - start : sum), 0)
      expect(same).toBe(longestCommon(a, b))
    }),
  )
})

test('a diff of any two texts has both of them in it, also where it is cut short', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('the ', 'hinge', ' ', '\n', '  x;\n', '猫', 'が', '"', '\ud800'), { maxLength: 60 })
      .map((all) => all.join('')),
  )
  fc.assert(
    fc.property(text, text, fc.boolean(), (a, b, isSlow) => {
      let at = 0
      const diff = diffTexts(a, b, isSlow ? () => (at += 50) : () => 0)
      if (diff.json) return
      expect(one(diff)).toBe(a)
      expect(other(diff)).toBe(b)
    }),
    { numRuns: 60 },
  )
})

test.each([
  ['The hinge is cracked.', 'The hinge was cracked.', 'The hinge [-is][+was] cracked.'],
  ['one two three', 'uno dos three', '[-one two][+uno dos] three'],
  ['我喜欢猫', '我喜欢狗', '我喜欢[-猫][+狗]'],
  ['same', 'same', 'same'],
  ['', 'new', '[+new]'],
  ['\na', 'b\na', '[+b]\na'],
  ['{"b":1,"a":2}', ' {"a":2, "b":1}', '{\n  "a": 2,\n  "b": 1\n}'],
  ['{"a":1,"b":2}', '{"a":1}', '{\n  "a": 1,\n[-  "b": 2\n]}'],
  ['{"a":1}', '{"a":2}', '{\n[-  "a": 1\n][+  "a": 2\n]}'],
  ['if (x) {\n  a;\n}\n', 'if (x) {\n  b;\n}\n', 'if (x) {\n[-  a;\n][+  b;\n]}\n'],
])('%j and %j', (a, b, parts) => {
  expect(told(a, b)).toBe(parts)
})

test('texts of a megabyte that share nothing hold nothing up, and it is said that they are told apart roughly', () => {
  const text = (seed: number) => Array.from({ length: 100_000 }, (_, at) => `w${(at * seed) % 9_973}\n`).join('')
  const [a, b] = [text(7), text(11)]
  const began = performance.now()
  const diff = diffTexts(a, b)
  expect(performance.now() - began).toBeLessThan(1_500) // 40 ms and the splitting of the lines, on a machine that is busy
  expect(diff).toMatchObject({ by: 'lines', coarse: true })
  expect(one(diff) === a && other(diff) === b).toBe(true)
})

test('what is nested too deep to be read is a text', () => {
  const deep = '['.repeat(100_000)
  expect(prettyJson(deep)).toBeNull()
  expect(prettyJson(`${deep}${']'.repeat(100_000)}`)).toBeNull()
})
