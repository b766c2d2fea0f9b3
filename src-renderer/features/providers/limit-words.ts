import type { KnownLimit, KnownLimits, LimitOf, LimitSource } from '#shared/limits'
import type { Pace } from '#shared/overview'
import { counted, formatCount, formatRate, formatSpan, formatStart } from '../../format'

/** Where a limit is known from, after its value: '600 a minute, told by the provider'. */
export const sourceWords: Readonly<Record<LimitSource, string>> = {
  headers: 'told by the provider',
  set: 'set by you',
  preset: 'preset',
  measured: 'measured between refusals',
}

const windows: Readonly<Record<number, string>> = {
  1000: 'a second',
  60000: 'a minute',
  3600000: 'an hour',
  86400000: 'a day',
}
/** 'a minute', 'in 10 s' */
export const windowWords = (windowMs: number): string => windows[windowMs] ?? `in ${formatSpan(windowMs)}`

type LimitName = 'requests' | 'tokens' | 'inputTokens' | 'outputTokens' | 'concurrency'
export const limitTitles: Readonly<Record<LimitName, string>> = {
  requests: 'Requests',
  tokens: 'Tokens',
  inputTokens: 'Input tokens',
  outputTokens: 'Output tokens',
  concurrency: 'At once',
}
export const limitNames = Object.keys(limitTitles) as LimitName[]

/** '600 a minute', 'about 597 a minute' where it was measured, '4 calls at once'. */
export function limitText(name: LimitName, { value, windowMs, source }: KnownLimit): string {
  if (name === 'concurrency' || windowMs === null) return counted(Math.floor(value), 'call')
  const about = source === 'measured' ? 'about ' : ''
  return `${about}${source === 'measured' ? formatRate(value) : formatCount(value)} ${windowWords(windowMs)}`
}

/** Those that are kept to, each with its words. */
export const limitsKnown = (limits: KnownLimits): { name: LimitName; limit: KnownLimit }[] =>
  limitNames.flatMap((name) => {
    const limit = limits[name]
    return limit ? [{ name, limit }] : []
  })

/** 'told by the provider, 14:31'; a preset is not of any moment. */
export const learnedWords = ({ source, at }: KnownLimit, now: number): string =>
  source === 'preset' ? sourceWords[source] : `${sourceWords[source]}, ${formatStart(at, now)}`

const nameOf: Readonly<Record<LimitOf, Exclude<LimitName, 'concurrency'>>> = {
  requests: 'requests',
  tokens: 'tokens',
  input_tokens: 'inputTokens',
  output_tokens: 'outputTokens',
}
const nouns: Readonly<Record<LimitOf, string>> = {
  requests: '',
  tokens: ' tokens',
  input_tokens: ' input tokens',
  output_tokens: ' output tokens',
}

/** The limit that holds the next call up: '600 a minute, told by the provider'. Null where nothing tells it. */
export function heldByWords(limits: KnownLimits, of: LimitOf | null): string | null {
  if (of === null) return null
  const limit = limits[nameOf[of]]
  if (!limit?.windowMs) return null
  const about = limit.source === 'measured' ? 'about ' : ''
  const value = limit.source === 'measured' ? formatRate(limit.value) : formatCount(limit.value)
  return `${about}${value}${nouns[of]} ${windowWords(limit.windowMs)}, ${sourceWords[limit.source]}`
}

/** Why the next call waits, whatever holds it up. */
export const nextWords = (limits: KnownLimits, { of, first }: NonNullable<Pace['next']>): string =>
  first ? 'the first call with a key goes alone' : (heldByWords(limits, of) ?? 'slowed down after a refusal')

/** What runs of what may: '2 of 4 running', '3 running'; '' when nothing runs. */
export function flowWords({ inFlight, allowed }: Pace): string {
  if (inFlight === 0) return ''
  return allowed === null
    ? `${formatCount(inFlight)} running`
    : `${formatCount(inFlight)} of ${formatCount(allowed)} running`
}
