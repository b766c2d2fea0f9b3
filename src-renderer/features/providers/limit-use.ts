import type { KnownLimit } from '#shared/limits'
import type { LimitUse, Overview } from '#shared/overview'
import type { ProviderView } from '#shared/provider'
import { formatCount, formatTokens } from '../../format'
import { sourceWords } from './limit-words'
import { keyName } from './provider-status'

const minuteMs = 60_000

/** How much of one limit a minute was used within the last one. */
export type Use = {
  readonly share: number // from 0; above 1 where more went than may
  readonly words: string // '12 of 50'
  readonly spoken: string // all of it, for screen readers and the pointer
  readonly full: boolean // nothing more of it goes for now
}
export type ProviderUse = { readonly requests: Use | null; readonly tokens: Use | null }

type Seen = Pick<Overview, 'gates' | 'uses'>
type Name = Exclude<keyof LimitUse, 'gateId'>
const nouns: Readonly<Record<Name, string>> = {
  ...{ requests: 'requests', tokens: 'tokens', inputTokens: 'input tokens', outputTokens: 'output tokens' },
}

/** Of all models and keys of a provider the limits that are nearest to their end; null where nothing went lately, or no limit is known. */
export function usageOf(
  { gates, uses = [] }: Seen,
  { id, keys }: Pick<ProviderView, 'id' | 'keys'>,
): ProviderUse | null {
  const all = gates
    .filter(({ providerId }) => providerId === id)
    .flatMap((gate) => {
      const used = uses.find(({ gateId }) => gateId === gate.id)
      const closed = gate.state.kind === 'closed' && gate.state.reason === 'rate_limit'
      const where = keys.length > 1 ? `${gate.model}, ${keyName(keys, gate.keyId)}` : gate.model
      const of = (name: Name) => {
        const most = perMinute(gate.limits[name])
        if (!used || most === null) return []
        return [{ name, gateId: gate.id, ...inWords(name, used[name], most, gate.limits[name], where), closed }]
      }
      return [...of('requests'), ...of('tokens'), ...of('inputTokens'), ...of('outputTokens')]
    })
  const nearest = (isOne: (name: Name) => boolean): Use | null => {
    const [first] = all.filter(({ name }) => isOne(name)).toSorted((a, b) => b.share - a.share)
    if (!first) return null
    const { gateId, share, words, spoken, closed } = first
    // Of a gate that a refusal closed it is the one that is nearest to its end.
    const isNearest = all.every((each) => each.gateId !== gateId || each.share <= share)
    return { share, words, spoken, full: share >= 1 || (closed && isNearest) }
  }
  const found = {
    requests: nearest((name) => name === 'requests'),
    tokens: nearest((name) => name !== 'requests'),
  }
  return found.requests || found.tokens ? found : null
}

/** As it fits beside a bar, where 120.0k of 200.0k would not: whole thousands, up to a million. */
const tokenCount = (tokens: number): string =>
  tokens < 10_000 || tokens >= 999_500 ? formatTokens(tokens) : `${formatCount(Math.round(tokens / 1_000))}k`

/** A limit of a longer time says nothing of a minute. */
function perMinute(limit: KnownLimit | null): number | null {
  if (!limit?.windowMs || limit.windowMs > minuteMs) return null
  return (limit.value / limit.windowMs) * minuteMs
}

function inWords(name: Name, used: number, most: number, limit: KnownLimit | null, where: string) {
  const figure = name === 'requests' ? formatCount : tokenCount
  const about = limit?.source === 'measured' ? 'about ' : ''
  const noun = nouns[name]
  const source = limit ? `, ${sourceWords[limit.source]}` : ''
  return {
    share: used / most,
    words: `${figure(used)} of ${figure(Math.round(most))}`,
    spoken: `${figure(used)} of ${about}${figure(Math.round(most))} ${noun} a minute used (${where}${source})`,
  }
}
