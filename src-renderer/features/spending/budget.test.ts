import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nanoUsdPerUsd } from '#shared/spend'
import { heldByBatch, heldByDay, heldByPrice, heldByWatch, spending } from '../../preview/money'
import { holdsOf, mendLabel, raisedBudget, readBudget } from './budget'
import { holdDetail, holdTitle } from './hold-words'
import { priceDraft, readPrice } from './price-draft'

const usd = (dollars: number) => dollars * nanoUsdPerUsd

test.each([
  ['', { ok: true, value: null }],
  ['5', { ok: true, value: usd(5) }],
  [' $0,50 ', { ok: true, value: usd(0.5) }],
])('a budget reads %j', (text, read) => expect(readBudget(text)).toEqual(read))
test.each(['0', 'much', '-1', '2000000'])('%j is no budget', (text) => {
  expect(readBudget(text)).toMatchObject({ ok: false, advice: expect.stringMatching(/Dollars/) })
})

test.each([
  [0.01, 0, 0.02],
  [1, 0.99, 2],
  [2, 2, 5],
  [5, 4, 10],
  [25, 24.97, 50],
  [1, 7.2, 10], // a budget that was lowered below what is gone
])('a budget of $%d with $%d gone is raised to $%d', (budget, spent, raised) => {
  expect(raisedBudget(usd(budget), usd(spent))).toBe(usd(raised))
})
test('a raised budget is above both, and three times as much at most', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_000_000, max: 900_000_000_000 }),
      fc.integer({ min: 0, max: 900_000_000_000 }),
      (a, b) => {
        const raised = raisedBudget(a, b)
        expect(raised).toBeGreaterThan(Math.max(a, b))
        expect(raised).toBeLessThanOrEqual(Math.max(a, b) * 3)
      },
    ),
  )
})

const at = new Date(2026, 10, 23, 14, 32).getTime()

test('where nothing is held, nothing is said', () => expect(holdsOf(spending)).toEqual([]))

test("a batch's budget: what it holds, what is left, and the way on", () => {
  const [hold, ...more] = holdsOf(heldByBatch)
  if (!hold) throw new Error('nothing is held')
  expect(more).toEqual([])
  expect(holdTitle(hold)).toBe('The budget of $25.00 of contract-summaries is used up.')
  expect(holdDetail(hold, at)).toBe('485 tasks are kept in line: $0.01 left is less than the next call can cost.')
  expect(mendLabel(hold)).toBe('Raise to $50.00')
})

test("the day's budget holds everything, and says when it begins anew", () => {
  const [hold] = holdsOf(heldByDay)
  if (!hold) throw new Error('nothing is held')
  expect(holdTitle(hold)).toBe('The day’s budget of $100.00 is used up.')
  expect(holdDetail(hold, at)).toMatch(/^3,355 tasks are kept in line: nothing is left; it begins anew at .*00/)
  expect(mendLabel(hold)).toBe('Raise to $200.00')
})

test('the budget of a folder’s day is one hold for all that came of its files', () => {
  const [hold, ...more] = holdsOf(heldByWatch)
  if (!hold) throw new Error('nothing is held')
  expect(more).toEqual([])
  expect(hold.batches.length).toBeGreaterThan(1)
  expect(holdTitle(hold)).toBe('The day’s budget of $20.00 of the folder incoming is used up.')
  expect(holdDetail(hold, at)).toMatch(
    /^3,355 tasks are kept in line: \$0\.02 left is less than the next call can cost; it begins anew at .*00/,
  )
  expect(mendLabel(hold)).toBe('Raise to $50.00')
})

test('where only its folder has a budget, a price that is not known is missed by that', () => {
  const watch = heldByWatch.batches.find(({ cost }) => cost?.watch)?.cost?.watch
  const batches = heldByPrice.batches.map((batch) => ({
    ...batch,
    options: { ...batch.options, budget: undefined },
    cost: batch.cost?.held === 'price' && watch ? { ...batch.cost, watch } : batch.cost,
  }))
  const [hold] = holdsOf({ ...heldByPrice, batches: batches as typeof heldByPrice.batches })
  if (!hold) throw new Error('nothing is held')
  expect(holdDetail(hold, at)).toContain('the folder incoming has a budget, which needs a price')
})

test('a model whose price is not known is named, and its price is asked for', () => {
  const [hold] = holdsOf(heldByPrice)
  if (!hold) throw new Error('nothing is held')
  expect(holdTitle(hold)).toBe('What claude-sonnet-4-5 costs is not known.')
  expect(mendLabel(hold)).toBe('Set its price')
})

test("where only the day has a budget, a price that is not known is missed by the day's", () => {
  const batches = heldByPrice.batches.map((batch) => ({ ...batch, options: { ...batch.options, budget: undefined } }))
  const [hold] = holdsOf({ ...heldByPrice, batches: batches as typeof heldByPrice.batches })
  if (!hold) throw new Error('nothing is held')
  expect(holdDetail(hold, at)).toBe(
    '485 tasks are kept in line: the day has a budget, which needs a price and a longest answer.',
  )
})

test('a price needs both directions; 0 is free, and what cannot be read is told', () => {
  const draft = { input: '0,25', cachedInput: '', output: '2', maxOutput: '8000' }
  expect(readPrice(draft)).toEqual({
    value: { input: 0.25, cachedInput: null, output: 2, maxOutput: 8_000 },
    problems: {},
  })
  expect(readPrice({ ...draft, output: '' }).value).toBeNull()
  expect(readPrice({ ...draft, input: '0', output: '0' }).value).toMatchObject({ input: 0, output: 0 })
  expect(readPrice({ ...draft, input: 'cheap', maxOutput: '1.5' })).toMatchObject({
    value: null,
    problems: { input: expect.any(String), maxOutput: expect.any(String) },
  })
  expect(
    priceDraft({ prices: { input: 0.25, cachedInput: null, cacheWrite: null, output: 2 }, maxOutput: 9 } as never),
  ).toEqual({
    ...{ input: '0.25', cachedInput: '', output: '2', maxOutput: '9' },
  })
})
