import { expect, test } from 'vitest'
import { median, rawGoals, result, side } from './result'
import { table } from './table'

const [ours, raw, rawCheckpointed] = [side([60]), side([90]), side([150])]
const draft = { name: 'drain', what: 'tasks', unit: 'tasks/s', ours }

test('a goal against raw is met or missed against each of the two raw sides', () => {
  const goals = rawGoals(0.5, ours, raw, rawCheckpointed)
  const both = result({
    ...{ ...draft, goals },
    raw: { ...raw, note: 'as it comes' },
    rawCheckpointed: { ...rawCheckpointed, note: 'our checkpoints' },
  })
  expect([both.ratio?.toFixed(2), both.ratioCheckpointed?.toFixed(2), both.met]).toEqual(['0.67', '0.40', false])
  expect(goals.map(({ met }) => met)).toEqual([true, false])
  const text = table({
    machine: { cores: 2, ramGiB: 24, node: '24', sqlite: '3' },
    ...{ syncMs: 1, results: [both], broken: [{ name: 'calls', why: 'a task was lost' }], at: '' },
  })
  expect(text).toContain('MISSED                        ≥ 0.5 of raw with our checkpoints')
  expect(text).toContain('calls BROKE: a task was lost')
})

test('a figure without a goal is neither met nor missed, and one that halts the loop misses', () => {
  expect(result({ ...draft, raw: null, goals: [] }).met).toBe(null)
  expect(result({ ...draft, raw: null, goals: [], eventLoop: { p99Ms: 11, worstMs: 12 } }).met).toBe(false)
})

test('the median of an even number of figures is the mean of the two in the middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 30]), median([])]).toEqual([2, 3, Number.NaN])
})
