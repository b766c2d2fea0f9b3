import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Gate } from '#shared/gate'
import type { Pace } from '#shared/overview'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'

export type PacedGate = { readonly gate: Gate; readonly pace: Pace | null }
type Asked = { readonly gates: readonly Gate[]; readonly paces: readonly Pace[] }
const nothing: Asked = { gates: [], paces: [] }

/**
 * All gates of a provider, also those that rest: main is asked for these when the work at one begins or ends. What the overview tells is
 * newer. Null until main has answered.
 */
export function useGates(providerId: string): { gates: readonly PacedGate[] | null; refresh: () => void } {
  const live = useStore((store) => store.overview?.gates)
  const livePaces = useStore((store) => store.overview?.paces)
  const [asked, setAsked] = useState<Asked | null>(null)
  const own = useMemo(() => live?.filter((gate) => gate.providerId === providerId) ?? [], [live, providerId])
  const inWork = own.map(({ id }) => id).join()
  const refresh = useCallback(() => {
    void bridge.getGates({ providerId }).then((result) => setAsked(result.ok ? result.value : nothing))
  }, [providerId])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a gate that left the overview is asked for once more
  useEffect(refresh, [refresh, inWork])

  const gates = useMemo(() => {
    if (asked === null) return null
    const known = new Map(asked.gates.map((gate) => [gate.id, gate]))
    for (const gate of own) known.set(gate.id, gate)
    const paceOf = (id: number) =>
      livePaces?.find(({ gateId }) => gateId === id) ?? asked.paces.find(({ gateId }) => gateId === id) ?? null
    return [...known.values()].map((gate) => ({ gate, pace: paceOf(gate.id) })).sort(byNeed)
  }, [asked, own, livePaces])
  return { gates, refresh }
}

/** Those that do not let calls through first, then those in use, then by name. */
function byNeed(a: PacedGate, b: PacedGate): number {
  const rank = ({ gate: { state }, pace }: PacedGate) =>
    state.kind === 'closed' ? 0 : state.kind === 'half_open' ? 1 : pace && pace.inFlight > 0 ? 2 : 3
  return (
    rank(a) - rank(b) ||
    a.gate.model.localeCompare(b.gate.model, 'en') ||
    a.gate.keyId.localeCompare(b.gate.keyId, 'en')
  )
}
