import type { Overview } from '#shared/overview'
import type { GateId } from '#shared/task'
import { providerName } from '../../frame/gates'
import { useStore } from '../../state/store'
import { useNow } from '../../use-now'
import { nextWords } from '../providers/limit-words'

/** A limit that is kept to: whose, until when it holds the next call up, and in words. */
export type Pacing = { readonly name: string; readonly at: number; readonly words: string }

type Seen = Pick<Overview, 'gates' | 'paces' | 'providers'>

/** Of the open gates that hold their next call up, the one that lets it go first; of that one gate where it is named. */
export function pacingOf({ gates, paces, providers }: Seen, now: number, only?: GateId): Pacing | null {
  const held = paces.flatMap(({ gateId, next }) => {
    const gate = gates.find(({ id }) => id === gateId)
    if (gate?.state.kind !== 'open' || !next || next.at <= now) return []
    return only === undefined || gate.routeId === only || gate.id === only ? [{ gate, next }] : []
  })
  const [first] = held.sort((a, b) => a.next.at - b.next.at)
  if (!first) return null
  const name = providerName(providers, first.gate.providerId)
  return { name, at: first.next.at, words: nextWords(first.gate.limits, first.next) }
}

/** Null where nothing is held up by its pace now. */
export function usePacing(only?: GateId): Pacing | null {
  const gates = useStore(({ overview }) => overview?.gates)
  const paces = useStore(({ overview }) => overview?.paces)
  const providers = useStore(({ overview }) => overview?.providers)
  const now = useNow()
  return gates && paces && providers ? pacingOf({ gates, paces, providers }, now, only) : null
}
