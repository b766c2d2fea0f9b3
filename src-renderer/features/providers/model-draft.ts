import { type Fallback, ModelName, ModelSettings, SetPrices } from '#shared/model-settings'
import { durationText, parseDuration } from './duration-text'
import { parseCount, parseDollars } from './number-text'

export const countFields = [
  'requestsPerMinute',
  'tokensPerMinute',
  'concurrency',
  'contextWindow',
  'maxOutput',
] as const
export const priceFields = ['input', 'output', 'cachedInput', 'cacheWrite'] as const
export type CountField = (typeof countFields)[number]
export type PriceField = (typeof priceFields)[number]
export type ModelField = CountField | PriceField | 'fallbackAfterMs' | 'fallbacks'

/** A fallback while it is being typed. `key` tells it from the others, as two may look alike. */
export type FallbackDraft = Fallback & { readonly key: number }
/** What can be set of a model, as it is typed; empty is as it is known otherwise. */
export type ModelDraft = Readonly<Record<Exclude<ModelField, 'fallbacks'>, string>> & {
  readonly fallbacks: readonly FallbackDraft[]
}
export type ModelProblems = Readonly<Partial<Record<ModelField, string>>>

const textOf = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(value)

export function modelDraft({
  limits,
  prices,
  contextWindow,
  maxOutput,
  fallbacks,
  fallbackAfterMs,
}: ModelSettings): ModelDraft {
  return {
    requestsPerMinute: textOf(limits.requestsPerMinute),
    tokensPerMinute: textOf(limits.tokensPerMinute),
    concurrency: textOf(limits.concurrency),
    contextWindow: textOf(contextWindow),
    maxOutput: textOf(maxOutput),
    input: textOf(prices?.input),
    output: textOf(prices?.output),
    cachedInput: textOf(prices?.cachedInput),
    cacheWrite: textOf(prices?.cacheWrite),
    fallbackAfterMs: fallbackAfterMs === null ? '' : durationText(fallbackAfterMs),
    fallbacks: fallbacks.map((fallback, key) => ({ ...fallback, key })),
  }
}

/**
 * What was typed, as settings; null where something does not fit, with what to type instead.
 * @param of whose settings they are: no model stands in for itself
 * @param before what is set now: parts of a price that cannot be typed here stay
 */
export function readModel(
  draft: ModelDraft,
  of: Fallback,
  before: ModelSettings,
): { value: ModelSettings | null; problems: ModelProblems } {
  const problems: Partial<Record<ModelField, string>> = {}
  const read = (field: Exclude<ModelField, 'fallbacks'>, parse: (text: string) => number | null, advice: string) => {
    const text = draft[field].trim()
    if (text === '') return null
    const value = parse(text)
    if (value === null) problems[field] = advice
    return value
  }
  const count = (field: CountField) => read(field, parseCount, 'A whole number above 0, such as 600 or 200k.')
  const price = (field: PriceField) => read(field, parseDollars, 'Dollars, such as 0.15, or 0 where it is free.')

  const limits = {
    requestsPerMinute: count('requestsPerMinute'),
    tokensPerMinute: count('tokensPerMinute'),
    concurrency: count('concurrency'),
  }
  const size = { contextWindow: count('contextWindow'), maxOutput: count('maxOutput') }
  const typed = {
    ...{ input: price('input'), output: price('output') },
    ...{ cachedInput: price('cachedInput'), cacheWrite: price('cacheWrite') },
  }
  const anyPrice = priceFields.some((field) => draft[field].trim() !== '')
  for (const field of ['input', 'output'] as const)
    if (anyPrice && draft[field].trim() === '') problems[field] = 'Set input and output together, 0 where it is free.'
  const { steps = [], batch = null } = before.prices ?? {}
  const prices = anyPrice ? SetPrices.parse({ ...typed, steps, batch }) : null

  const fallbacks = draft.fallbacks.map(({ providerId, model }) => ({ providerId, model: model.trim() }))
  const wrong = fallbackProblem(fallbacks, of)
  if (wrong) problems.fallbacks = wrong
  const fallbackAfterMs = read('fallbackAfterMs', parseDuration, 'A time, such as 30 s or 5 min.')

  if (Object.keys(problems).length > 0) return { value: null, problems }
  return { value: ModelSettings.parse({ ...size, prices, limits, fallbacks, fallbackAfterMs }), problems }
}

function fallbackProblem(fallbacks: readonly Fallback[], of: Fallback): string | null {
  const seen = new Set([nameOf(of)])
  for (const fallback of fallbacks) {
    if (!ModelName.safeParse(fallback.model).success) return 'Name the model of each, or remove it.'
    if (nameOf(fallback) === nameOf(of)) return 'A model cannot stand in for itself.'
    if (seen.has(nameOf(fallback))) return `${fallback.model} is named twice.`
    seen.add(nameOf(fallback))
  }
  return null
}
const nameOf = ({ providerId, model }: Fallback): string => JSON.stringify([providerId, model])
