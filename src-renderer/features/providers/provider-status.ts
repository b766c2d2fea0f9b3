import type { KnownLimits } from '#shared/limits'
import type { Overview, Pace } from '#shared/overview'
import { type ProviderView, practiceProviderId } from '#shared/provider'
import type { GateTrouble } from '../../frame/gate-words'
import { type ShutGate, shutGates } from '../../frame/gates'

/** The one thing worth knowing about a provider now. */
export type ProviderStatus =
  | {
      readonly kind: 'person'
      readonly trouble: GateTrouble
      readonly partly: boolean // its other keys go on
      readonly gates: readonly ShutGate[]
    }
  | { readonly kind: 'stopped' } // a person paused it
  | { readonly kind: 'paused'; readonly until: number; readonly trouble: GateTrouble; readonly said: string } // in its own words
  | { readonly kind: 'probing' } // a gate lets one through to see whether it works again
  | { readonly kind: 'pacing'; readonly next: NonNullable<Pace['next']>; readonly limits: KnownLimits }
  | { readonly kind: 'running'; readonly inFlight: number; readonly allowed: number | null; readonly growing: boolean }
  | { readonly kind: 'test_failed' }
  | { readonly kind: 'practice' | 'open' | 'untested' }

type Gates = Pick<Overview, 'gates' | 'heldByGate' | 'providers' | 'paces'>

/** The closed gates of a provider, those that wait for a person first. */
export const gatesOf = (overview: Omit<Gates, 'paces'>, providerId: string): ShutGate[] =>
  shutGates(overview)
    .filter(({ gate }) => gate.providerId === providerId)
    .sort((a, b) => Number(b.personal) - Number(a.personal) || Number(a.partly) - Number(b.partly))

/** @param now a pace whose time has come holds nothing up any more */
export function statusOf(overview: Gates, provider: ProviderView, now: number): ProviderStatus {
  const shut = gatesOf(overview, provider.id)
  const personal = shut.filter((gate) => gate.personal)
  const [first] = personal
  const partly = personal.every((gate) => gate.partly)
  if (first) return { kind: 'person', trouble: first.trouble, partly, gates: personal }
  if (provider.paused) return { kind: 'stopped' }
  // Of several keys the one that opens first counts, of several models the one that opens last.
  const timed = Map.groupBy(
    shut.filter((gate) => !gate.partly),
    ({ gate }) => gate.routeId,
  )
  const soonest = [...timed.values()].flatMap(
    (keys) => keys.toSorted((a, b) => (a.until ?? 0) - (b.until ?? 0))[0] ?? [],
  )
  const [longest] = soonest.sort((a, b) => (b.until ?? 0) - (a.until ?? 0))
  if (longest) return { kind: 'paused', until: longest.until ?? 0, trouble: longest.trouble, said: gateWords(longest) }
  const own = overview.gates.filter(({ providerId }) => providerId === provider.id)
  if (own.some(({ state }) => state.kind === 'half_open')) return { kind: 'probing' }
  return flowOf(overview.paces, own, now) ?? restOf(provider)
}

/** What its gates let through: where one holds the next call up, until when; else how many calls run. */
function flowOf(paces: readonly Pace[], own: Overview['gates'], now: number): ProviderStatus | null {
  const flows = own.flatMap((gate) => {
    const pace = paces.find(({ gateId }) => gateId === gate.id)
    return pace ? [{ gate, pace }] : []
  })
  const waits = flows.flatMap(({ gate, pace: { next } }) =>
    next && next.at > now ? [{ next, limits: gate.limits }] : [],
  )
  const [soonest] = waits.sort((a, b) => a.next.at - b.next.at)
  if (soonest) return { kind: 'pacing', ...soonest }
  const inFlight = flows.reduce((sum, { pace }) => sum + pace.inFlight, 0)
  if (inFlight === 0) return null
  const [only] = flows
  const allowed = flows.length === 1 && only ? only.pace.allowed : null
  return { kind: 'running', inFlight, allowed, growing: flows.some(({ pace }) => pace.growing) }
}

function restOf({ lastTest, id }: ProviderView): ProviderStatus {
  if (lastTest && !lastTest.ok) return { kind: 'test_failed' }
  if (id === practiceProviderId) return { kind: 'practice' }
  return { kind: lastTest ? 'open' : 'untested' }
}

/** The provider's own words at the gate, with the status it answered. */
export function gateWords({ gate }: Pick<ShutGate, 'gate'>): string {
  if (gate.state.kind !== 'closed') return ''
  const { status, message } = gate.state.failure
  return status === null ? message : `${status}: ${message}`
}

/** What a key is called: its name, or its place where it has none. */
export function keyName(keys: ProviderView['keys'], keyId: string): string {
  const place = keys.findIndex((key) => key.keyId === keyId)
  const key = keys[place]
  return key === undefined ? `Key ${keyId}` : key.name === '' ? `Key ${place + 1}` : key.name
}
