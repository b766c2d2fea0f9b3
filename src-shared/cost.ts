import type { ModelPrices, PriceStep } from './model-info'
import { type NanoUsd, nanoUsdPerUsd } from './spend'
import type { Usage } from './task'

type Rates = Omit<PriceStep, 'above'>
type Tokens = { readonly input: number; readonly cached: number; readonly written: number; readonly output: number }
/** batch: it goes through the provider's own batch API; where no factor for that is known, it costs the full price. */
type Options = { readonly batch?: boolean }

/**
 * What a call cost; null where a price that it needs is not known, or the provider did not say what was used. Input above a step's threshold
 * is all of it at the step's prices. Where no price for cached or written input is known, it is the input's.
 */
export function costOf(usage: Usage, prices: ModelPrices, { batch = false }: Options = {}): NanoUsd | null {
  const tokens = tokensOf(usage)
  if (tokens === null) return null
  return total(tokens, ratesFor(tokens.input, prices), factorOf(prices, batch), 'nearest')
}

/**
 * What the provider's cache saved at the full price: the same call without it, less what it cost. Negative where the cache was written and
 * that costs more than plain input. Null as `costOf`.
 */
export function savedByCache(usage: Usage, prices: ModelPrices): NanoUsd | null {
  const without = costOf({ tokensIn: usage.tokensIn, tokensOut: usage.tokensOut }, prices)
  return difference(without, costOf(usage, prices))
}

/** What the provider's batch API saved on a call that went through it, after what its cache saved: both together are all of it. Null as `costOf`. */
export function savedByBatch(usage: Usage, prices: ModelPrices): NanoUsd | null {
  return difference(costOf(usage, prices), costOf(usage, prices, { batch: true }))
}

/** What calls will cost about, with nothing from a cache; null where a price is not known. */
export function estimateCost(
  { inputTokens, outputTokens }: { readonly inputTokens: number; readonly outputTokens: number },
  prices: ModelPrices,
  options: Options = {},
): NanoUsd | null {
  return costOf({ tokensIn: Math.ceil(inputTokens), tokensOut: Math.ceil(outputTokens) }, prices, options)
}

/**
 * No call with at most that much input and output costs more, however much of it is written to a cache: what is put by before it is sent.
 * Null where a price or the output's limit is not known.
 * @param maxOutput the limit that is sent along, or else the model's own
 */
export function mostItCanCost(
  { inputTokens, maxOutput }: { readonly inputTokens: number; readonly maxOutput: number | null },
  prices: ModelPrices,
  { batch = false }: Options = {},
): NanoUsd | null {
  if (maxOutput === null) return null
  const input = Math.ceil(inputTokens)
  const possible = [prices, ...prices.steps.filter((step) => input > step.above)]
  const rates: Rates = {
    input: highest(possible.flatMap((each) => [each.input, each.cachedInput, each.cacheWrite])),
    cachedInput: null,
    cacheWrite: null,
    output: highest(possible.map((each) => each.output)),
  }
  return total({ input, cached: 0, written: 0, output: Math.ceil(maxOutput) }, rates, factorOf(prices, batch), 'up')
}

/**
 * A sum to be read: two places from a dollar on, below that two digits that count and at most four places.
 * @param locale decides separators; an empty list is the system's
 */
export function formatUsd(nano: NanoUsd, locale: string | string[] = 'en-US'): string {
  if (nano < 0) return `-${formatUsd(-nano, locale)}`
  if (nano > 0 && nano < nanoUsdPerUsd / 10_000) return `under ${formatUsd(nanoUsdPerUsd / 10_000, locale)}`
  const usd = nano / nanoUsdPerUsd
  const leadingZeros = usd === 0 ? 0 : Math.max(0, -Math.floor(Math.log10(usd)) - 1)
  const maximumFractionDigits = usd < 1 ? Math.min(4, leadingZeros + 2) : 2
  return `$${usd.toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits })}`
}

/** Cached and written input are parts of the input, also where a provider's figures do not add up. */
function tokensOf({ tokensIn, tokensOut, cachedIn = 0, cacheWrite = 0 }: Usage): Tokens | null {
  if (tokensIn === null && tokensOut === null) return null
  const input = Math.max(0, tokensIn ?? 0)
  const cached = Math.min(input, Math.max(0, cachedIn))
  const written = Math.min(input - cached, Math.max(0, cacheWrite))
  return { input, cached, written, output: Math.max(0, tokensOut ?? 0) }
}

function ratesFor(inputTokens: number, prices: ModelPrices): Rates {
  return prices.steps.findLast((step) => inputTokens > step.above) ?? prices
}

function total(tokens: Tokens, rates: Rates, factor: number, rounding: 'nearest' | 'up'): NanoUsd | null {
  const parts = [
    [tokens.input - tokens.cached - tokens.written, rates.input],
    [tokens.cached, rates.cachedInput ?? rates.input],
    [tokens.written, rates.cacheWrite ?? rates.input],
    [tokens.output, rates.output],
  ] as const
  let sum = 0n
  for (const [count, usdPerMillion] of parts) {
    if (count === 0) continue
    if (usdPerMillion === null) return null
    sum += BigInt(count) * picoUsdPerToken(usdPerMillion)
  }
  const scaled = sum * BigInt(Math.round(factor * factorSteps))
  const divisor = BigInt(1_000 * factorSteps)
  const nano = (scaled + (rounding === 'up' ? divisor - 1n : divisor / 2n)) / divisor
  return nano > mostNano ? Number.MAX_SAFE_INTEGER : Number(nano)
}

const factorOf = (prices: ModelPrices, batch: boolean) => (batch ? (prices.batch ?? 1) : 1)
const factorSteps = 1_000
const mostNano = BigInt(Number.MAX_SAFE_INTEGER)

/** A price per million tokens is so many millionths per token, and with six places more a whole number: 0.083333 USD are 83,333. */
const picoUsdPerToken = (usdPerMillion: number) => BigInt(Math.round(usdPerMillion * 1_000_000))

const highest = (rates: readonly (number | null)[]) =>
  rates.reduce((a, b) => (b === null ? a : Math.max(a ?? b, b)), null)

const difference = (a: NanoUsd | null, b: NanoUsd | null) => (a === null || b === null ? null : a - b)
