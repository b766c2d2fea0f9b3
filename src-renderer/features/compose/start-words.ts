import type { Gate } from '#shared/gate'
import type { LaneView } from '#shared/overview'
import type { ProviderView } from '#shared/provider'
import { counted, formatClock } from '../../format'
import { fromWords } from '../windows/window-words'

const titles = { fast: 'Fast', heavy: 'Heavy' } as const

/** When a prompt that is queued now would start, and why not at once. `all`: everything is paused. */
export function startWords(
  lane: LaneView,
  gate: Gate | undefined,
  provider: Pick<ProviderView, 'name' | 'paused'> | undefined,
  { all = false, now = Date.now() }: { readonly all?: boolean; readonly now?: number } = {},
): string {
  const name = titles[lane.name]
  const its = provider?.name ?? 'The provider'
  if (all) return 'Everything is paused. Starts once you resume.'
  if (lane.paused) return `${name} is paused. Starts once you resume it.`
  if (provider?.paused) return `${its} is paused. Starts once you resume it.`
  const { opensAt } = lane
  const opens = opensAt !== null && opensAt > now ? `${name} runs ${fromWords(opensAt, now)}. Starts then.` : null
  // What waits for a person is told first: it would not open by itself.
  if (opens && (gate?.state.kind !== 'closed' || gate.state.until !== null)) return opens
  if (gate?.state.kind === 'closed') {
    const { state } = gate
    if (state.until !== null) return `${its} is paused. Starts after ${formatClock(state.until)}.`
    if (state.reason === 'auth') return `${its} rejected the key. Starts once a valid key is set.`
    return `The quota at ${its} is used up. Starts once there is more.`
  }
  const { slots, policy, ready } = lane
  const busy = `${slots.length} of ${policy.concurrency} ${name} slots busy.`
  if (slots.length < policy.concurrency && ready === 0) return `${busy} Starts at once.`
  // Batches take turns, so what is ready in another one is not ahead of it.
  return ready > 0
    ? `${busy} Takes turns with ${counted(ready, 'other')}.`
    : `${busy} Starts in the next one that is free.`
}
