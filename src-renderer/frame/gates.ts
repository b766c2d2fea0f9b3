import type { Gate } from '#shared/gate'
import type { Overview } from '#shared/overview'
import type { ProviderView } from '#shared/provider'
import { type GateTrouble, needsPerson, troubleOf } from './gate-words'

/** What a provider is called; its id where it was removed meanwhile. */
export const providerName = (providers: readonly ProviderView[], id: string): string =>
  providers.find((provider) => provider.id === id)?.name ?? id

export type ShutGate = {
  readonly gate: Gate
  readonly name: string // the provider's
  readonly held: number
  readonly until: number | null // null: until a person acts
  readonly trouble: GateTrouble
  readonly partly: boolean // another key still lets its tasks through
  readonly personal: boolean // a person can end it, also where `until` tells when it is tried again by itself
}

/** The closed gates, the one that holds most first. */
export function shutGates({
  gates,
  heldByGate,
  providers,
}: Pick<Overview, 'gates' | 'heldByGate' | 'providers'>): ShutGate[] {
  return gates
    .flatMap((gate): ShutGate[] => {
      const trouble = troubleOf(gate)
      if (gate.state.kind !== 'closed' || trouble === null) return []
      const { until } = gate.state
      const held = heldByGate.find(({ gateId }) => gateId === gate.id)?.held ?? 0
      const partly = !heldByGate.some(({ gateId }) => gateId === gate.routeId)
      const name = providerName(providers, gate.providerId)
      const personal = needsPerson(trouble, until)
      return [{ gate, name, held, partly, until, trouble, personal }]
    })
    .sort((a, b) => b.held - a.held || (b.until ?? Infinity) - (a.until ?? Infinity))
}
