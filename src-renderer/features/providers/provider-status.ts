import type { Overview } from '#shared/overview'
import { type ProviderView, practiceProviderId } from '#shared/provider'
import { type ShutGate, shutGates } from '../../frame/gates'

/** The one thing worth knowing about a provider now. */
export type ProviderStatus =
  | { readonly kind: 'auth' | 'quota'; readonly gates: readonly ShutGate[] } // it waits for a person
  | { readonly kind: 'stopped' } // a person paused it
  | { readonly kind: 'paused'; readonly until: number }
  | { readonly kind: 'probing' } // a gate lets one through to see whether it works again
  | { readonly kind: 'test_failed' }
  | { readonly kind: 'practice' | 'open' | 'untested' }

type Gates = Pick<Overview, 'gates' | 'heldByGate' | 'providers'>

/** The closed gates of a provider, those that wait for a person first. */
export const gatesOf = (overview: Gates, providerId: string): ShutGate[] =>
  shutGates(overview)
    .filter(({ gate }) => gate.providerId === providerId)
    .sort((a, b) => Number(a.until !== null) - Number(b.until !== null))

export function statusOf(overview: Gates, provider: ProviderView): ProviderStatus {
  const shut = gatesOf(overview, provider.id)
  const personal = shut.filter(({ until }) => until === null)
  const [first] = personal
  if (first) return { kind: first.reason === 'quota' ? 'quota' : 'auth', gates: personal }
  if (provider.paused) return { kind: 'stopped' }
  const until = Math.max(0, ...shut.map((gate) => gate.until ?? 0))
  if (shut.length > 0) return { kind: 'paused', until }
  const probing = overview.gates.some(
    ({ providerId, state }) => providerId === provider.id && state.kind === 'half_open',
  )
  if (probing) return { kind: 'probing' }
  if (provider.lastTest && !provider.lastTest.ok) return { kind: 'test_failed' }
  if (provider.id === practiceProviderId) return { kind: 'practice' }
  return { kind: provider.lastTest ? 'open' : 'untested' }
}

/** The provider's own words at the gate, with the status it answered. */
export function gateWords({ gate }: ShutGate): string {
  if (gate.state.kind !== 'closed') return ''
  const { status, message } = gate.state.failure
  return status === null ? message : `${status}: ${message}`
}
