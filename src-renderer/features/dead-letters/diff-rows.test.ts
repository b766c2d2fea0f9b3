import { expect, test } from 'vitest'
import { lineDiff } from '../../diff/line-diff'
import { changeWords, originalRows } from './diff-rows'

const lines = (count: number, mark = 'line') => Array.from({ length: count }, (_, index) => `${mark} ${index}`)

test('a long run of removed lines is folded, and shown on demand', () => {
  const diff = lineDiff(['a', ...lines(20), 'b'].join('\n'), 'a\nb')
  const rows = originalRows(diff, false)
  expect(rows.map(({ kind }) => kind)).toEqual(['line', 'line', 'line', 'line', 'line', 'fold', 'line'])
  expect(rows[5]).toEqual({ kind: 'fold', at: 6, hidden: 16 })
  expect(rows[6]).toMatchObject({ number: 22, text: 'b', isRemoved: false })
  expect(originalRows(diff, true)).toHaveLength(22)
})

test('lines that were added leave a gap beside them', () => {
  expect(originalRows(lineDiff('a\nb', 'a\nx\ny\nb'), false)).toEqual([
    { kind: 'line', number: 1, text: 'a', isRemoved: false },
    { kind: 'gap', at: 2, lines: 2 },
    { kind: 'line', number: 2, text: 'b', isRemoved: false },
  ])
})

test('a change of as many lines needs no gap', () => {
  const rows = originalRows(lineDiff('a\nb\nc', 'a\nx\nc'), false)
  expect(rows.map((row) => row.kind === 'line' && row.isRemoved)).toEqual([false, true, false])
})

test('changes are told in lines', () => {
  expect(changeWords({ removed: 1_208, added: 1 }, String)).toBe('1208 lines out, 1 in')
  expect(changeWords({ removed: 1, added: 0 }, String)).toBe('1 line out')
  expect(changeWords({ removed: 0, added: 2 }, String)).toBe('2 lines in')
  expect(changeWords({ removed: 0, added: 0 }, String)).toBe('')
})
