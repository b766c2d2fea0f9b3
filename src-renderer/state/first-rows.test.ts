import { expect, test } from 'vitest'
import { busy, practice } from '../preview/overviews'
import { costs, firstRowsOf, isWorthADryRun, readFirstRows } from './first-rows'

const [openai] = busy.providers
const at = (baseUrl: string | null) => ({ preset: 'custom', baseUrl })

test('a dry run is proposed for many prompts at a provider that costs', () => {
  expect(
    [practice, at('http://127.0.0.1:11434/v1'), at('http://[::1]:1/v1'), at('http://gpu.lan/v1')].map(costs),
  ).toEqual([...[false, false, false, false]])
  expect([at('https://api.openai.com/v1'), at(null), at('no address')].map(costs)).toEqual([true, true, true])
  expect([isWorthADryRun(49, [openai]), isWorthADryRun(50, [practice, openai])]).toEqual([false, true])
  expect(isWorthADryRun(1_000_000, [practice, undefined])).toBe(false)
})

test.each<[string | null | undefined, boolean, number | undefined, string | null]>([
  [undefined, true, undefined, '5'],
  [undefined, false, undefined, null],
  [undefined, true, 20, '20'], // as it was last chosen
  [undefined, true, 0, null],
  [undefined, false, 20, null],
  [null, true, 20, null], // what is chosen here goes before all
  ['3', false, 0, '3'],
])('typed %j, worth it %j, last time %j: %j', (typed, isWorth, last, shown) => {
  expect(firstRowsOf(typed, isWorth, last)).toBe(shown)
})

test('what is typed is read as a number of rows', () => {
  expect([null, '5', ' 100 ', '0', '101', '2.5', 'x', ''].map(readFirstRows)).toEqual([
    ...[null, 5, 100, 'unreadable', 'unreadable', 'unreadable', 'unreadable', 'unreadable'],
  ])
})
