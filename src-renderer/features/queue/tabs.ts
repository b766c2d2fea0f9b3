import { type Counts, total } from '#shared/batch'
import type { QueueTab } from '../../state/navigation-slice'
import type { TabItem } from '../../ui/Tabs'

/** Tabs leave in this order as the width shrinks; the one that is open stays. */
const from: Record<QueueTab, number> = {
  live: 0,
  running: 0,
  waiting: 0,
  dead: 0,
  done: 680,
  ready: 680,
  all: 860,
  cancelled: 1_000,
}
/** Below this only the letters keep their count. */
const countsFrom = 380
const labels: Record<QueueTab, string> = {
  live: 'Live',
  all: 'All',
  running: 'Running',
  waiting: 'Waiting',
  ready: 'Ready',
  done: 'Done',
  dead: 'Dead',
  cancelled: 'Cancelled',
}

/** The tabs that fit, with their counts. `waiting` is all that has a reason to wait; `ready` is the rest of the queued. */
export function queueTabs(counts: Counts | null, held: number, width: number, open: QueueTab): TabItem<QueueTab>[] {
  const shown = counts === null ? {} : countsOf(counts, held)
  return (Object.keys(labels) as QueueTab[])
    .filter((tab) => tab === open || (width >= from[tab] && (tab !== 'cancelled' || (counts?.cancelled ?? 0) > 0)))
    .map((tab) => {
      const count = width > 0 && width < countsFrom && tab !== 'dead' ? undefined : shown[tab]
      return { value: tab, label: labels[tab], alarming: tab === 'dead', ...(count === undefined ? {} : { count }) }
    })
}

const countsOf = (counts: Counts, held: number): Partial<Record<QueueTab, number>> => ({
  all: total(counts),
  running: counts.running,
  waiting: counts.backing_off + counts.scheduled + counts.waiting + held,
  ready: Math.max(0, counts.queued - held),
  done: counts.succeeded,
  dead: counts.dead,
  cancelled: counts.cancelled,
})
