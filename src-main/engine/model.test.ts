import { expect, test } from 'vitest'
import { runPrograms } from './model-run'

test.each([
  ['everything', 12, 0.3],
  ['gates', 12, 0.14],
  ['everything', 80, 0.02],
] as const)(
  '%s, up to %i steps: the rules hold after every commit, and every task ends',
  async (theme, steps, share) => {
    expect(await runPrograms(theme, steps, share)).toBeGreaterThan(0)
  },
  3_600_000,
)
