import { expect, test } from 'vitest'
import { runPrograms } from './model-run'

test.each([
  ['sharing', 12, 0.14],
  ['dependencies', 12, 0.14],
  ['crashes', 10, 0.08],
  ['troubled disk', 12, 0.1],
  ['turns', 12, 0.08],
] as const)(
  '%s, up to %i steps: the rules hold after every commit, and every task ends',
  async (theme, steps, share) => {
    expect(await runPrograms(theme, steps, share)).toBeGreaterThan(0)
  },
  3_600_000,
)
