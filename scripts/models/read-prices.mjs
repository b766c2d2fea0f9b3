// Reads the prices inside the npm package @pydantic/genai-prices (MIT): it knows older models and embeddings, which the listings leave out.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { knownRates, snapshot, without } from './row.mjs'

export const pricesPackage = '@pydantic/genai-prices'

const Price = z.union([
  z.number(),
  z.object({ base: z.number(), tiers: z.array(z.object({ start: z.int(), price: z.number() })) }),
])
const Prices = z.object({
  input_mtok: Price.optional(),
  output_mtok: Price.optional(),
  cache_read_mtok: Price.optional(),
  cache_write_mtok: Price.optional(),
})
const Constraint = z.looseObject({ start_date: z.string().optional() })
const Match = z.looseObject({
  equals: z.string().optional(),
  starts_with: z.string().optional(),
  or: z.array(z.looseObject({ equals: z.string().optional(), starts_with: z.string().optional() })).optional(),
})
const Provider = z.object({
  models: z.array(
    z.object({
      id: z.string(),
      match: Match,
      context_window: z.int().positive().optional(),
      prices: z.union([z.array(z.object({ constraint: Constraint.optional(), prices: Prices })), Prices]),
    }),
  ),
})

/** What is not priced by its text tokens, or is fine-tuned. */
const otherwise =
  /audio|image|tts|transcribe|realtime|whisper|moderation|ocr|live|omni|computer-use|voxtral|guard|:|\.ft-/
/**
 * Whose models are taken and which: others were switched off long ago or are another vendor's, and what it says of DeepSeek's and OpenRouter's
 * is far behind. windows: whether what it says of them is to be trusted.
 * @type {ReadonlyMap<string, { readonly wanted: RegExp, readonly windows: boolean }>}
 */
const taken = new Map([
  [
    'openai',
    {
      wanted: /^(chatgpt|codex|gpt-(3\.5-turbo|4($|-(turbo|vision))|4o|[4-9]\.|[5-9]|chat)|o\d|text-embedding)/,
      windows: true,
    },
  ],
  ['anthropic', { wanted: /^claude-(?!v|2)/, windows: true }],
  ['google', { wanted: /^gemini-([2-9]|embedding)/, windows: true }],
  ['groq', { wanted: /^(llama-3\.[13]-|meta-llama\/|moonshotai\/|qwen\/|deepseek-)/, windows: false }],
  [
    'mistral',
    {
      wanted: /^(codestral|devstral|magistral|ministral|mistral-(embed|large|medium|nemo|saba|small)|open-|pixtral)/,
      windows: false,
    },
  ],
  ['together', { wanted: /^meta-llama\/.*(Turbo|Lite|Llama-4)/, windows: false }],
])

/** @typedef {{ readonly names: ReadonlySet<string>, readonly row: import('./row.mjs').Row, readonly windows: boolean }} Named */

/** @param {string} dir the unpacked package @param {string} date of the package: prices that begin later do not hold yet
 *  @returns {Promise<ReadonlyMap<string, readonly Named[]>>} by provider */
export async function readPrices(dir, date) {
  const { findProvider } = await import(pathToFileURL(join(dir, 'dist', 'index.js')).href)
  const providers = [...taken, /** @type {const} */ (['openrouter', { wanted: /./, windows: false }])]
  return new Map(
    providers.map(([provider, { wanted, windows }]) => {
      const { models } = Provider.parse(findProvider({ providerId: provider }))
      const kept = models.filter(({ id }) => wanted.test(id) && !otherwise.test(id))
      return [provider, kept.map((model) => named(model, windows, date))]
    }),
  )
}

/** @param {z.infer<typeof Provider>['models'][number]} model @param {boolean} windows @param {string} date @returns {Named} */
function named({ id, match, context_window, prices }, windows, date) {
  const window = windows || id.includes('embed') ? context_window : undefined
  return { names: namesOf(id, match), windows, row: without({ window, ...pricesOf(valid(prices, date), id) }) }
}

/** All that the model is called, without the dates of its snapshots. @param {string} id @param {z.infer<typeof Match>} match */
function namesOf(id, match) {
  const all = [match, ...(match.or ?? [])].flatMap((each) => [each.equals, each.starts_with])
  const names = [id, ...all.filter((name) => name !== undefined)]
  return new Set(names.filter((name) => !/[-@.]$|:/.test(name) && !snapshot.test(name) && !/-20\d\d$/.test(name)))
}

/** The prices that hold at that date at any hour. @param {z.infer<typeof Provider>['models'][number]['prices']} prices @param {string} date */
function valid(prices, date) {
  if (!Array.isArray(prices)) return prices
  const begun = prices.filter(
    ({ constraint }) => !constraint || (constraint.start_date !== undefined && constraint.start_date <= date),
  )
  return begun.at(-1)?.prices ?? {}
}

/** @param {z.infer<typeof Prices>} prices @param {string} id */
function pricesOf(prices, id) {
  const starts = new Set(
    Object.values(prices).flatMap((price) => (typeof price === 'object' ? price.tiers.map(({ start }) => start) : [])),
  )
  const steps = [...starts]
    .toSorted((a, b) => a - b)
    .map((above) => ({ above, ...knownRates(ratesAt(prices, above), id) }))
  return { ...knownRates(ratesAt(prices, 0), id), steps: steps.length > 0 ? steps : undefined }
}

/** @param {z.infer<typeof Prices>} prices @param {number} start @returns {import('./row.mjs').Rates} */
function ratesAt(prices, start) {
  /** @param {z.infer<typeof Price> | undefined} price */
  const at = (price) =>
    typeof price === 'object' ? (price.tiers.findLast((tier) => tier.start <= start)?.price ?? price.base) : price
  return {
    input: at(prices.input_mtok),
    cachedInput: at(prices.cache_read_mtok),
    cacheWrite: at(prices.cache_write_mtok),
    output: at(prices.output_mtok),
  }
}
