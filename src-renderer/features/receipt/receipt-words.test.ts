import { expect, it } from 'vitest'
import { noCounts, type Verification } from '#shared/receipt'
import type { BatchId } from '#shared/task'
import { compared, place, sum, verdict } from './receipt-words'

const fine: Verification = {
  ...{ batch: { id: 1 as BatchId, name: 'q' }, ok: true, tasks: 1_319, counts: noCounts, findings: [], found: 0 },
  receipt: null,
}

it('says in one sentence what came of it', () => {
  expect(verdict(fine)).toBe('All 1,319 tasks are as they were kept')
  expect(verdict({ ...fine, tasks: 1 })).toBe('The one task is as it was kept')
  expect(verdict({ ...fine, receipt: { exportedAt: 1, tasks: 3, addedSince: 0 } })).toMatch(
    /, and as the receipt says$/,
  )
  expect(verdict({ ...fine, ok: false, found: 1 })).toBe('1 difference found in 1,319 tasks')
})

it('shows that everything accepted is accounted for', () => {
  expect(sum({ ...noCounts, accepted: 1_320, succeeded: 1_200, dead: 1, purged: 119 })).toBe(
    '1,200 succeeded + 1 dead letter + 119 removed by retention = 1,320 accepted',
  )
})

it('says what it was compared with, and where something differs', () => {
  expect(compared({ ...fine, receipt: { exportedAt: 1, tasks: 3, addedSince: 2 } })).toMatch(
    /3 tasks\. 2 tasks came after it\.$/,
  )
  expect(place({ kind: 'missing', position: 12, customId: 'order-7', what: '' })).toBe('Task 12 (order-7)')
  expect(place({ kind: 'counts', position: null, customId: null, what: '' })).toBe('Batch')
})
