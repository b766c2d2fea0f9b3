import type { ModelSettings, SetPrices } from '#shared/model-settings'

/** Prices as they are typed, in dollars for a million tokens; empty: not set. */
export type PriceDraft = {
  readonly input: string
  readonly cachedInput: string
  readonly output: string
  readonly maxOutput: string
}
export const emptyPrice: PriceDraft = { input: '', cachedInput: '', output: '', maxOutput: '' }

type Price = Pick<SetPrices, 'input' | 'cachedInput' | 'output'> & { readonly maxOutput: number | null }
type Read = { readonly value: Price | null; readonly problems: Partial<Record<keyof PriceDraft, string>> }

const text = (value: number | null) => (value === null ? '' : String(value))

export const priceDraft = ({ prices, maxOutput }: ModelSettings): PriceDraft => ({
  ...{
    input: text(prices?.input ?? null),
    cachedInput: text(prices?.cachedInput ?? null),
    output: text(prices?.output ?? null),
  },
  maxOutput: text(maxOutput),
})

/** Input and output are both needed: with one alone nothing can be reckoned. 0 is free. */
export function readPrice(draft: PriceDraft): Read {
  const input = dollars(draft.input)
  const cachedInput = dollars(draft.cachedInput)
  const output = dollars(draft.output)
  const maxOutput = draft.maxOutput.trim() === '' ? null : Number(draft.maxOutput)
  const badOutput = maxOutput !== null && !(Number.isSafeInteger(maxOutput) && maxOutput > 0)
  const problems = {
    ...(input === undefined ? { input: advice } : {}),
    ...(cachedInput === undefined ? { cachedInput: advice } : {}),
    ...(output === undefined ? { output: advice } : {}),
    ...(badOutput ? { maxOutput: 'A whole number above 0, or empty.' } : {}),
  }
  if (input === undefined || cachedInput === undefined || output === undefined || badOutput)
    return { value: null, problems }
  if (input === null || output === null) return { value: null, problems }
  return { value: { input, cachedInput, output, maxOutput }, problems }
}

const advice = 'Dollars such as 0.25, or 0.'

/** Null where nothing stands there; undefined where it cannot be read. */
function dollars(typed: string): number | null | undefined {
  const plain = typed.trim().replace(/^\$/, '').replace(',', '.')
  if (plain === '') return null
  const value = /^\d*\.?\d+$/.test(plain) ? Number(plain) : Number.NaN
  return value >= 0 && value <= 1_000_000 ? value : undefined
}
