import { expect, test } from 'vitest'
import { plainLayout } from '#shared/table-layout'
import { orderOf } from '../../state/table-layout'
import { visibilityAt } from './columns'
import { reachable, rowPx, tallest } from './row-height'
import { nextSort, whyUnsorted } from './sorting'

const shown = (width: number, costs: boolean, layout: Parameters<typeof visibilityAt>[2] = plainLayout) =>
  Object.entries(visibilityAt(width, costs, layout)).flatMap(([id, is]) => (is ? [id] : []))

test('columns leave as the table gets narrower, and those that say what a row is never do', () => {
  expect(shown(1_066, true)).toHaveLength(11)
  expect(shown(700, true)).toEqual(['state', 'prompt', 'lane', 'model', 'attempt', 'clock', 'tokensOut'])
  expect(shown(300, true)).toEqual(['state', 'prompt', 'lane', 'attempt', 'clock'])
})

test('a column that a person hides is gone at any width, and State and Prompt cannot be hidden', () => {
  const hidden = { ...plainLayout, hidden: ['model', 'attempt', 'prompt'] as const }
  expect(shown(1_066, false, { ...hidden, hidden: [...hidden.hidden] })).toEqual([
    'state',
    'prompt',
    'source',
    'lane',
    'clock',
    'tokensIn',
    'tokensOut',
    'age',
  ])
})

test('where a person made columns wide others leave, so that a prompt can still be read', () => {
  const wide = { ...plainLayout, widths: { model: 400, source: 300 } }
  expect(shown(1_066, true, wide)).toEqual(
    ['state', 'prompt', 'lane', 'attempt', 'clock', 'tokensOut'].toSpliced(3, 0, 'model'),
  )
})

test('an order that a person gave stands, and a column that it does not name yet is where it is by itself', () => {
  expect(orderOf({ order: ['state', 'model', 'prompt', 'clock'] }).slice(0, 3)).toEqual(['state', 'model', 'attempt'])
  expect(orderOf({ order: [] })).toEqual(plainLayout.order)
  expect(new Set(orderOf({ order: ['age', 'age', 'clock'] })).size).toBe(11)
})

test('rows are as high as asked for while all of them fit into what a browser can scroll, and no lower than that needs', () => {
  expect(rowPx('roomy', 900_000)).toBe(34)
  expect(rowPx('roomy', 1_000_000)).toBe(28)
  expect(rowPx('normal', 1_000_000)).toBe(28)
  expect(rowPx('compact', 1_000_000)).toBe(24)
  expect(rowPx('normal', 1_300_000)).toBe(24)
  expect(reachable(1_000_000)).toBe(1_000_000)
  expect(reachable(2_000_000) * rowPx('normal', 2_000_000)).toBeLessThanOrEqual(tallest)
})

test('a column puts a list in order one way, then the other, then the list stands in its own again', () => {
  const own = { by: 'source', desc: false } as const
  expect(nextSort('all', own, 'cost')).toEqual({ by: 'cost', desc: true })
  expect(nextSort('all', { by: 'cost', desc: true }, 'cost')).toEqual({ by: 'cost', desc: false })
  expect(nextSort('all', { by: 'cost', desc: false }, 'cost')).toBeNull()
  expect(nextSort('all', own, 'source')).toEqual({ by: 'source', desc: true })
  expect(nextSort('all', { by: 'source', desc: true }, 'source')).toBeNull()
  expect(nextSort('all', { by: 'cost', desc: true }, 'source')).toBeNull()
})

test('a long list is put in order by every column but its prompts, and what a filter found only while that is all of it', () => {
  const body = (total: number) => ({ kind: 'list' as const, total, start: 0, order: [] })
  expect(whyUnsorted('all', 'source', body(1_000_000))).toBeNull()
  expect(whyUnsorted('all', 'cost', body(2_000))).toBeNull()
  expect(whyUnsorted('all', 'cost', body(1_000_000))).toBeNull()
  expect(whyUnsorted('all', 'prompt', body(2_000))).toBeNull()
  expect(whyUnsorted('all', 'prompt', body(2_001))).toMatch('Filter the list first')
  const search = { capped: false, complete: true, indexedUpTo: 1, building: null }
  expect(whyUnsorted('all', 'cost', { ...body(4_000), search })).toBeNull()
  expect(whyUnsorted('all', 'cost', { ...body(4_000), search: { ...search, capped: true } })).toMatch('Add a word')
})
