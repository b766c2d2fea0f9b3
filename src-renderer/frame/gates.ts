import { firstKeyId, type Gate } from '#shared/gate'
import type { Overview } from '#shared/overview'
import type { ProviderView } from '#shared/provider'
import type { GateId } from '#shared/task'
import { type GateTrouble, needsPerson, troubleOf } from './gate-words'

/** What a provider is called; its id where it was removed meanwhile. */
export const providerName = (providers: readonly ProviderView[], id: string): string =>
  providers.find((provider) => provider.id === id)?.name ?? id

export type ShutGate = {
  readonly gate: Gate
  readonly name: string // the provider's
  readonly held: number // tasks in line that no key lets through; of several keys each one tells them
  readonly until: number | null // null: until a person acts
  readonly trouble: GateTrouble
  readonly partly: boolean // another key lets its tasks through, or will by itself
  readonly personal: boolean // a person can end it, also where `until` tells when it is tried again by itself
}

type Seen = Pick<Overview, 'gates' | 'heldByGate' | 'providers'>

/** The closed gates of keys that are in use, the one that holds most first. */
export function shutGates({ gates, heldByGate, providers }: Seen): ShutGate[] {
  const lines = new Map(heldByGate.map(({ gateId, held }) => [gateId, held]))
  const shut = gates.flatMap((gate): ShutGate[] => {
    const trouble = troubleOf(gate)
    if (gate.state.kind !== 'closed' || trouble === null || !isInUse(gate, providers)) return []
    const { until } = gate.state
    const name = providerName(providers, gate.providerId)
    const held = lines.get(gate.routeId) ?? 0
    const personal = needsPerson(trouble, until)
    return [{ gate, name, held, partly: !lines.has(gate.routeId), until, trouble, personal }]
  })
  return shut
    .map((each) =>
      each.personal && shut.some((other) => isOf(other, each.gate) && !other.personal) ? partly(each) : each,
    )
    .sort(
      (a, b) => b.held - a.held || Number(a.partly) - Number(b.partly) || (b.until ?? Infinity) - (a.until ?? Infinity),
    )
}

/** What a key's gate is of, also where that key was removed since. */
const isInUse = ({ providerId, keyId }: Gate, providers: Seen['providers']): boolean => {
  const keys = providers.find(({ id }) => id === providerId)?.keys ?? []
  return keys.length === 0 ? keyId === firstKeyId : keys.some((key) => key.keyId === keyId)
}
const isOf = ({ gate }: ShutGate, { routeId }: Gate): boolean => gate.routeId === routeId
/** Another key of it opens by itself: what waits goes on then, and nobody has to act for it. */
const partly = (shut: ShutGate): ShutGate => ({ ...shut, held: 0, partly: true })

/** What holds the tasks in line at that gate: of several keys the one that opens first. Null where any of them lets them through. */
export function holding(overview: Seen | null, routeId: GateId): ShutGate | null {
  if (!overview?.heldByGate.some(({ gateId }) => gateId === routeId)) return null
  const shut = shutGates(overview).filter(({ gate, partly }) => gate.routeId === routeId && !partly)
  return (
    shut.sort((a, b) => Number(a.personal) - Number(b.personal) || (a.until ?? Infinity) - (b.until ?? Infinity))[0] ??
    null
  )
}
