import { expect, test } from 'vitest'
import { otherWaits, waitsSentence } from './wait-words'

const none = { ready: 0, held: 0, backingOff: 0, scheduled: 0, waiting: 0 }

test('all that waits in a lane is told with its reason, and what does not wait is left out', () => {
  expect(waitsSentence(none, 'ready')).toBe('0 ready')
  const busy = { ready: 342, held: 2, backingOff: 9, scheduled: 1, waiting: 3 }
  expect(waitsSentence(busy, 'ready')).toBe(
    '342 ready, 2 held by a gate, 9 backing off, 1 starts at a set time, 3 wait for other tasks',
  )
  expect(otherWaits({ scheduled: 0, waiting: 1 })).toBe(', 1 waits for other tasks')
  expect(otherWaits(none)).toBe('')
})
