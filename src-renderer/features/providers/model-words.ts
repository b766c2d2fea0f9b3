import type { Gate } from '#shared/gate'
import type { KnownLimits } from '#shared/limits'
import type { ModelInfo } from '#shared/model-info'
import type { ModelSettings } from '#shared/model-settings'
import type { EpochMs } from '#shared/task'
import { counted, formatCount, formatTokens } from '../../format'
import { limitText, sourceWords } from './limit-words'

/** $0.15, $3, $2.50: as exact as it is known. */
export function dollars(amount: number): string {
  const cents = Math.round(amount * 100) / 100 === amount && !Number.isInteger(amount)
  return `$${amount.toLocaleString(undefined, cents ? { minimumFractionDigits: 2 } : { maximumFractionDigits: 6 })}`
}

/** Where what is known of a model is from: 'from the data file of 24 Nov 2026', 'told by the provider on 25 Nov 2026'. */
export function originWords(
  source: ModelInfo['source'],
  { asOf, told }: Pick<ModelInfo, 'asOf'> & Partial<Pick<ModelInfo, 'told'>>,
): string {
  if (source === 'local') return 'free, as it runs on this computer'
  if (source === 'provider' && told) return `${toldWords[told.by]} on ${dateWords(told.at)}`
  if (source === 'provider') return 'told by the provider'
  if (source === 'override') return 'set by you'
  if (source === null) return 'not known'
  return asOf === null ? 'from the data file' : `from the data file of ${dayWords(asOf)}`
}
const toldWords = {
  told: 'told by the provider',
  refused: 'learned when the provider refused a longer prompt',
} as const
const dateWords = (at: EpochMs): string =>
  new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at))
const dayWords = (day: string): string =>
  new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )

/** The limit that is known apart from a person's own, of the keys' gates of a model: 'Told by the provider: 600 a minute'. */
export function otherwiseKnown(
  gates: readonly Gate[],
  name: keyof Pick<KnownLimits, 'requests' | 'tokens' | 'concurrency'>,
): string | undefined {
  const limits = gates.flatMap(({ limits: known }) => known[name] ?? []).filter(({ source }) => source !== 'set')
  const [newest] = limits.sort((a, b) => b.at - a.at)
  if (!newest) return undefined
  const words = sourceWords[newest.source]
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${limitText(name, newest)}.`
}

/** What a person set of a model, in a line; '' where that is nothing. `nameOf`: of a provider, by its id. */
export function settingsWords(
  { contextWindow, maxOutput, prices, fallbacks, limits }: ModelSettings,
  nameOf: (providerId: string) => string,
): string {
  const { requestsPerMinute, tokensPerMinute, concurrency } = limits
  return [
    requestsPerMinute === null ? '' : `${formatCount(requestsPerMinute)} requests a minute`,
    tokensPerMinute === null ? '' : `${formatCount(tokensPerMinute)} tokens a minute`,
    concurrency === null ? '' : `${counted(concurrency, 'call')} at once`,
    contextWindow === null ? '' : `window ${formatTokens(contextWindow)}`,
    maxOutput === null ? '' : `answers up to ${formatTokens(maxOutput)}`,
    prices === null ? '' : `${dollars(prices.input ?? 0)} in, ${dollars(prices.output ?? 0)} out`,
    fallbacks.length === 0
      ? ''
      : `falls back to ${fallbacks.map(({ providerId, model }) => `${model} at ${nameOf(providerId)}`).join(', then ')}`,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** The same without those limits that the gate names as set already. */
export function alsoSet(
  settings: ModelSettings,
  { limits: known }: Gate,
  nameOf: (providerId: string) => string,
): string {
  const { requestsPerMinute, tokensPerMinute, concurrency } = settings.limits
  const limits = {
    requestsPerMinute: known.requests?.source === 'set' ? null : requestsPerMinute,
    tokensPerMinute: known.tokens?.source === 'set' ? null : tokensPerMinute,
    concurrency: known.concurrency?.source === 'set' ? null : concurrency,
  }
  return settingsWords({ ...settings, limits }, nameOf)
}
