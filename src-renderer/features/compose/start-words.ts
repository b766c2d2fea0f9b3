import type { Gate } from '#shared/gate'
import type { LaneView } from '#shared/overview'
import type { ProviderView } from '#shared/provider'
import { counted, formatUntil } from '../../format'
import { needsPerson, troubleOf, troubleWords } from '../../frame/gate-words'
import { fromWords } from '../windows/window-words'

const titles = { fast: 'Fast', heavy: 'Heavy' } as const

function waitsForPerson(gate: Gate | undefined): boolean {
  const trouble = gate ? troubleOf(gate) : null
  return gate?.state.kind === 'closed' && trouble !== null && needsPerson(trouble, gate.state.until)
}

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
  if (opens && !waitsForPerson(gate)) return opens
  if (gate?.state.kind === 'closed') {
    const { until } = gate.state
    const trouble = troubleOf(gate) ?? 'outage'
    if (until !== null && !needsPerson(trouble, until)) return `${its} is paused. Starts after ${formatUntil(until)}.`
    return `${its} ${troubleWords[trouble].said}. Starts ${troubleWords[trouble].once}.`
  }
  const { slots, policy, ready } = lane
  const busy = `${slots.length} of ${policy.concurrency} ${name} slots busy.`
  if (slots.length < policy.concurrency && ready === 0) return `${busy} Starts at once.`
  // Batches take turns, so what is ready in another one is not ahead of it.
  return ready > 0
    ? `${busy} Takes turns with ${counted(ready, 'other')}.`
    : `${busy} Starts in the next one that is free.`
}
