import type { Gate } from '#shared/gate'
import type { LaneView } from '#shared/overview'
import { counted, formatClock } from '../../format'

const titles = { fast: 'Fast', heavy: 'Heavy' } as const

/** When a prompt that is queued now would start, and why not at once. `provider` is its name. */
export function startWords(lane: LaneView, gate: Gate | undefined, provider: string): string {
  const name = titles[lane.name]
  if (lane.paused) return `${name} is paused. Starts once you resume it.`
  if (gate?.state.kind === 'closed') {
    const { state } = gate
    if (state.until !== null) return `${provider} is paused. Starts after ${formatClock(state.until)}.`
    if (state.reason === 'auth') return `${provider} rejected the key. Starts once a valid key is set.`
    return `The quota at ${provider} is used up. Starts once there is more.`
  }
  const { slots, policy, ready } = lane
  const busy = `${slots.length} of ${policy.concurrency} ${name} slots busy.`
  if (slots.length < policy.concurrency && ready === 0) return `${busy} Starts at once.`
  // Batches take turns, so what is ready in another one is not ahead of it.
  return ready > 0
    ? `${busy} Takes turns with ${counted(ready, 'other')}.`
    : `${busy} Starts in the next one that is free.`
}
