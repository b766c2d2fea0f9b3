// Reads models.dev's own file (MIT), https://models.dev/api.json, for a machine that has downloaded it.
import { z } from 'zod'
import { knownRates, without } from './row.mjs'

const rates = {
  input: z.number().optional(),
  output: z.number().optional(),
  cache_read: z.number().optional(),
  cache_write: z.number().optional(),
}
const File = z.record(
  z.string(),
  z.looseObject({
    models: z.record(
      z.string(),
      z.looseObject({
        id: z.string(),
        temperature: z.boolean().optional(),
        cost: z.object({ ...rates, context_over_200k: z.object(rates).optional() }).optional(),
        limit: z.object({ context: z.number().optional(), output: z.number().optional() }).optional(),
      }),
    ),
  }),
)

/** Its names for the providers that are kept. */
const providers = Object.entries({
  ...{ openai: 'openai', anthropic: 'anthropic', google: 'google', groq: 'groq', mistral: 'mistral' },
  ...{ deepseek: 'deepseek', openrouter: 'openrouter', togetherai: 'together' },
})

/** @param {string} text the file @returns {import('./row.mjs').Rows} */
export function readModelsDev(text) {
  const file = File.parse(JSON.parse(text))
  const rows = new Map()
  for (const [theirs, ours] of providers) {
    const models = Object.values(file[theirs]?.models ?? {})
    rows.set(ours, new Map(models.map((model) => [model.id, rowOf(model)])))
  }
  return rows
}

/** @param {z.infer<typeof File>[string]['models'][string]} model @returns {import('./row.mjs').Row} */
function rowOf({ id, temperature, cost = {}, limit = {} }) {
  const { context_over_200k: above, ...base } = cost
  return without({
    ...{ window: limit.context || undefined, maxOutput: limit.output || undefined, temperature },
    ...ratesOf(base, id),
    steps: above && [{ above: 200_000, ...ratesOf(above, id) }],
  })
}

/** @param {Omit<NonNullable<z.infer<typeof File>[string]['models'][string]['cost']>, 'context_over_200k'>} cost @param {string} id */
const ratesOf = ({ input, output, cache_read, cache_write }, id) =>
  knownRates({ input, cachedInput: cache_read, cacheWrite: cache_write, output }, id)
