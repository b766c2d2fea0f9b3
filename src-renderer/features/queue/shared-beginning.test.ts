import { expect, test } from 'vitest'
import { sharedBeginning } from './shared-beginning'

test('a quoted part after an instruction is what differs', () =>
  expect(sharedBeginning('Rate this comment for toxicity from 0 to 10: “Ship it already”')).toEqual([
    'Rate this comment for…',
    '“Ship it already”',
  ]))
test.each(['Summarise the termination clauses', 'Say “hello”', ''])('%j is all its own', (title) =>
  expect(sharedBeginning(title)).toEqual(['', title]),
)
