import { expect, onTestFinished, test } from 'vitest'
import type { Notice } from '#shared/contract'
import { tempStore } from '#store/temp-store'
import { createNotices } from './notices'

test('what a crash left is told once a window listens, and stays there: nobody may be looking at a start', () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const told: Notice[] = []
  const notices = createNotices(temp.store, (notice) => told.push(notice))
  notices.recovered({
    requeued: 3,
    mayHaveBeenBilled: 2,
    suspects: [],
    poisoned: 0,
    safeMode: false,
    lastSeenAt: null,
  })
  expect(told).toEqual([])
  notices.windowReady()
  expect(told).toEqual([
    {
      ...{ kind: 'info', stays: true, title: 'Trilane was closed while 3 tasks were running' },
      detail:
        'They were queued again and go on; none counts as a retry. 2 of them had been sent and may have been billed.',
    },
  ])
})

test('a start after a clean end has nothing to tell', () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const told: Notice[] = []
  const notices = createNotices(temp.store, (notice) => told.push(notice))
  notices.windowReady()
  notices.recovered({ requeued: 0, mayHaveBeenBilled: 0, suspects: [], poisoned: 0, safeMode: false, lastSeenAt: 5 })
  expect(told).toEqual([])
})
