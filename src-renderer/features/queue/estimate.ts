import { historyBarMs, type LaneView } from '#shared/overview'

type Worked = Pick<LaneView, 'history' | 'slots' | 'ready' | 'held' | 'backingOff' | 'paused' | 'opensAt'>
const barsPerMinute = 60_000 / historyBarMs

/** The whole bars since the lane began to work. Work began somewhere within the first, so it counts only while it is alone. */
function measuredBars({ history }: Pick<LaneView, 'history'>): readonly number[] {
  const whole = history.slice(0, -1)
  const first = whole.findIndex((ended) => ended > 0)
  if (first === -1) return []
  return whole.length - first > 1 ? whole.slice(first + 1) : whole.slice(first)
}

/** Tasks brought to an end per minute, over the recent past since the lane began to work; the bar in progress is left out. */
export function ratePerMinute(lane: Pick<LaneView, 'history'>): number {
  const bars = measuredBars(lane)
  if (bars.length === 0) return (lane.history.at(-1) ?? 0) * barsPerMinute
  return (bars.reduce((sum, ended) => sum + ended, 0) / bars.length) * barsPerMinute
}

/** When the lane will have nothing left, at its recent rate: an estimate. Null when nothing tells, or it is clear already. */
export function clearAt(lane: Worked, now: number): number | null {
  const left = lane.slots.length + lane.ready + lane.held + lane.backingOff
  const rate = ratePerMinute(lane)
  const known = lane.history.slice(0, -1).filter((ended) => ended > 0).length > 1 // a first bar tells too little
  const still = lane.paused || (lane.opensAt !== null && lane.opensAt > now)
  if (left === 0 || rate === 0 || still || !known) return null
  return now + (left / rate) * 60_000
}
