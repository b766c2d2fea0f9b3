import { expect, test, vi } from 'vitest'
import { createMultiplied } from './multiplied'

test('the most calls that one became are told once, of each provider apart', () => {
  const changed = vi.fn()
  const multiplied = createMultiplied(changed)
  for (const calls of [2, 3, 3, 2]) multiplied.note('a', calls, 'LiteLLM')
  expect(multiplied.of('a')).toEqual({ calls: 3, layer: 'LiteLLM' })
  expect(multiplied.of('b')).toBeUndefined()
  expect(changed).toHaveBeenCalledTimes(2)
})

test('what a person dismissed is told again once calls are repeated again, however few', () => {
  const changed = vi.fn()
  const multiplied = createMultiplied(changed)
  multiplied.note('a', 3, 'LiteLLM')
  multiplied.forget('a')
  multiplied.forget('a')
  expect(multiplied.of('a')).toBeUndefined()
  expect(changed).toHaveBeenCalledTimes(2)
  multiplied.note('a', 2, 'LiteLLM')
  expect(multiplied.of('a')).toEqual({ calls: 2, layer: 'LiteLLM' })
})
