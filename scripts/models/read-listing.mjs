// Reads the model listings inside the npm package @earendil-works/pi-ai (MIT), which are made from models.dev and OpenRouter's own list: one
// JSON file a provider. They have windows, answer limits, prices and price steps of models that can chat.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { knownRates, without } from './row.mjs'

export const listingPackage = '@earendil-works/pi-ai'

const rates = { input: z.number(), output: z.number(), cacheRead: z.number(), cacheWrite: z.number() }
const Model = z.object({
  id: z.string(),
  type: z.string(),
  cost: z.object({ ...rates, tiers: z.array(z.object({ inputTokensAbove: z.int(), ...rates })).optional() }),
  contextWindow: z.int().positive(),
  maxTokens: z.int().positive(),
  compat: z.object({ supportsTemperature: z.boolean().optional() }).optional(),
})
const Chat = z.looseObject({ type: z.literal('chat') })
const Listing = z.record(z.string(), z.record(z.string(), z.unknown()))

/** The vendors whose models OpenRouter is mostly used for; all of them would be several hundred more lines. */
const vendors =
  /^(amazon|anthropic|cohere|deepseek|google|meta|meta-llama|minimax|mistralai|moonshotai|nvidia|openai|qwen|x-ai|z-ai)\//

/** @param {string} dir the unpacked package @returns {import('./row.mjs').Rows} */
export function readListings(dir) {
  /** @param {string} file */
  const read = (file) =>
    Object.values(
      Listing.parse(JSON.parse(readFileSync(join(dir, 'dist', 'providers', 'data', `${file}.json`), 'utf8'))),
    )
      .flatMap((group) => Object.values(group))
      .filter((model) => Chat.safeParse(model).success)
      .map((model) => Model.parse(model))
  const azure = new Map(read('azure').map((model) => [model.id, model.contextWindow]))
  const names = ['openai', 'anthropic', 'google', 'groq', 'mistral', 'deepseek', 'together', 'openrouter']
  return new Map(
    names.map((provider) => {
      const models = read(provider).filter(({ id }) => provider !== 'openrouter' || vendors.test(id))
      return [provider, new Map(models.map((model) => [model.id, rowOf(model, azure)]))]
    }),
  )
}

/** @param {z.infer<typeof Model>} model @param {ReadonlyMap<string, number>} azure @returns {import('./row.mjs').Row} */
function rowOf({ id, cost, contextWindow, maxTokens, compat }, azure) {
  const { tiers = [], ...base } = cost
  const steps = tiers.map(({ inputTokensAbove, ...tier }) => ({ above: inputTokensAbove, ...ratesOf(tier, id) }))
  // A price step that begins where the window ends shows that the package cut the window down for its own use. Azure's list has it whole.
  const isCut = tiers.some(({ inputTokensAbove }) => inputTokensAbove >= contextWindow)
  const window = isCut ? azure.get(id) : contextWindow
  return without({
    ...{ window, maxOutput: maxTokens <= (window ?? maxTokens) ? maxTokens : undefined },
    temperature: compat?.supportsTemperature,
    ...ratesOf(base, id),
    steps: steps.length > 0 ? steps.toSorted((a, b) => a.above - b.above) : undefined,
  })
}

/** @param {Omit<z.infer<typeof Model>['cost'], 'tiers'>} cost @param {string} id */
const ratesOf = ({ input, output, cacheRead, cacheWrite }, id) =>
  knownRates({ input, cachedInput: cacheRead, cacheWrite, output }, id)
