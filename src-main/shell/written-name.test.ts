import { expect, test } from 'vitest'
import { writtenName } from './written-name'

const of = (first: string, count = 42) => writtenName([first, ...Array.from({ length: count - 1 }, () => 'x')])

test('a name begins as the first prompt does, in whole words, and ends with the count', () => {
  expect(of('Summarise the following article in three sentences.')).toBe('Summarise… (42 prompts)')
  expect(of('Name a river', 2)).toBe('Name a river (2 prompts)')
  expect(of('Rate this: "Great, but late."')).toBe('Rate this… (42 prompts)')
  expect(of('Name a river.', 2)).toBe('Name a… (2 prompts)')
  expect(of('One\n\n two', 3)).toBe('One two (3 prompts)')
})

test('it fits beside its share in the sidebar, whatever the prompt is', () => {
  for (const first of [
    'Donaudampfschifffahrtsgesellschaft',
    '日本の川を三つ挙げて説明してください',
    '👩‍👩‍👧'.repeat(30),
    '!'.repeat(90),
  ]) {
    const name = of(first, 10_000)
    expect([...new Intl.Segmenter().segment(name)].length).toBeLessThanOrEqual(24)
    expect(name).toMatch(/^.+… \(10,000 prompts\)$/u)
    expect(name.isWellFormed()).toBe(true)
  }
})
