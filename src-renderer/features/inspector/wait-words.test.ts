import { expect, test } from 'vitest'
import { detailOf } from '../../preview/details'
import { busyTasks, now } from '../../preview/tasks'
import { waitWords } from './attempt-words'

const task = busyTasks[0] ?? expect.fail()
const attempt = detailOf(task).attempts[0] ?? expect.fail()
const wait = { reason: 'rate_limit', ms: 90_000, until: now + 90_000 } as const

test('a wait that a model which stood in made needless is not told as one', () => {
  const standIn = { ...attempt, model: 'small', outcome: 'succeeded', startedAt: now } as const
  expect(waitWords(wait, false, standIn, task)).toBe('Closed for 1 m 30 s, so small stood in at once')
  expect(waitWords(wait, true, { ...standIn, startedAt: now + 90_000 }, task)).toMatch(/^Waited 1 m 30 s: retry-after/)
  expect(waitWords(wait, false, { ...standIn, model: task.model, providerId: task.providerId }, task)).toMatch(/^Waits/)
  expect(waitWords(wait, false)).toMatch(/^Waits 1 m 30 s/)
})
