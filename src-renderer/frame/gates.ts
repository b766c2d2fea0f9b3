import type { Gate, GateReason } from '#shared/gate'
import type { Overview } from '#shared/overview'
import type { ProviderView } from '#shared/provider'

/** What a provider is called; its id where it was removed meanwhile. */
export const providerName = (providers: readonly ProviderView[], id: string): string =>
  providers.find((provider) => provider.id === id)?.name ?? id

export type ShutGate = {
  readonly gate: Gate
  readonly name: string // the provider's
  readonly held: number
  readonly until: number | null // null: it waits for a person
  readonly reason: GateReason
}

/** The closed gates, the one that holds most first. */
export function shutGates({
  gates,
  heldByGate,
  providers,
}: Pick<Overview, 'gates' | 'heldByGate' | 'providers'>): ShutGate[] {
  return gates
    .flatMap((gate): ShutGate[] => {
      if (gate.state.kind !== 'closed') return []
      const { reason, until } = gate.state
      const held = heldByGate.find(({ gateId }) => gateId === gate.id)?.held ?? 0
      return [{ gate, name: providerName(providers, gate.providerId), held, until, reason }]
    })
    .sort((a, b) => b.held - a.held || (b.until ?? Infinity) - (a.until ?? Infinity))
}
