import { historyBarMs, type LaneView } from '#shared/overview'

type Worked = Pick<LaneView, 'history' | 'slots' | 'ready' | 'held' | 'backingOff' | 'paused'>
const barsPerMinute = 60_000 / historyBarMs

/** Tasks brought to an end per minute, over the recent past since the lane began to work; the bar in progress is left out. */
export function ratePerMinute({ history }: Pick<LaneView, 'history'>): number {
  const whole = history.slice(0, -1)
  const first = whole.findIndex((ended) => ended > 0)
  if (first === -1) return (history.at(-1) ?? 0) * barsPerMinute
  const bars = whole.slice(first)
  return (bars.reduce((sum, ended) => sum + ended, 0) / bars.length) * barsPerMinute
}

/** When the lane will have nothing left, at its recent rate: an estimate. Null when nothing tells, or it is clear already. */
export function clearAt(lane: Worked, now: number): number | null {
  const left = lane.slots.length + lane.ready + lane.held + lane.backingOff
  const rate = ratePerMinute(lane)
  if (left === 0 || rate === 0 || lane.paused) return null
  return now + (left / rate) * 60_000
}
