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
