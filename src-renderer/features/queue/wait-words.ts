import type { LaneView } from '#shared/overview'
import { formatCount } from '../../format'

type Waits = Pick<LaneView, 'ready' | 'held' | 'backingOff' | 'scheduled' | 'waiting'>

const startLater = (count: number) => `${formatCount(count)} ${count === 1 ? 'starts' : 'start'} at a set time`
const forOthers = (count: number) => `${formatCount(count)} ${count === 1 ? 'waits' : 'wait'} for other tasks`

/** All that waits in a lane and why: '342 ready to run, 2,870 held by a gate, 9 backing off, 220 start at a set time'. */
export function waitsSentence({ ready, held, backingOff, ...later }: Waits, readyWords: string): string {
  const parts = [`${formatCount(ready)} ${readyWords}`]
  if (held > 0) parts.push(`${formatCount(held)} held by a gate`)
  if (backingOff > 0) parts.push(`${formatCount(backingOff)} backing off`)
  return parts.join(', ') + otherWaits(later)
}

/** What has no number of its own beside the others; '' for none. */
export function otherWaits({ scheduled, waiting }: Pick<Waits, 'scheduled' | 'waiting'>): string {
  return [scheduled > 0 ? startLater(scheduled) : '', waiting > 0 ? forOthers(waiting) : '']
    .filter(Boolean)
    .map((words) => `, ${words}`)
    .join('')
}
