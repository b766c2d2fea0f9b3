import { z } from 'zod'
import { ToldModel } from './model-told'

/** USD per million tokens; null where it is not known. */
const Rate = z.number().nonnegative().nullable()

const rates = {
  input: Rate,
  cachedInput: Rate, // read from the provider's cache; null: as input
  cacheWrite: Rate, // written to it; null: as input
  output: Rate, // thoughts too
}

/** Prices of a request whose input is longer than `above` tokens: they hold for all of it. */
export const PriceStep = z.object({ above: z.int().nonnegative(), ...rates })
export type PriceStep = z.infer<typeof PriceStep>

/** What a model's tokens cost. Who means an unknown price says null, and who means a free one says 0. */
export const ModelPrices = z.object({
  ...rates,
  steps: z.array(PriceStep).default([]), // by `above`, lowest first
  batch: z.number().positive().max(1).nullable().default(null), // of the price, in the provider's own batch API; null: it has none, or it is not known
})
export type ModelPrices = z.infer<typeof ModelPrices>

export const Encoding = z.enum(['o200k_base', 'cl100k_base', 'o200k_harmony'])
export type Encoding = z.infer<typeof Encoding>

/** How a model's tokens are counted here: with its own encoding, or with another one whose counts are multiplied by what is usual. */
export const Tokenizer = z.object({ encoding: Encoding, factor: z.number().positive(), exact: z.boolean() })
export type Tokenizer = z.infer<typeof Tokenizer>

/**
 * Where it is known from: set by a person, told by the provider itself, or in our dated file; `local`: it runs on this machine, and costs
 * nothing. Null: nothing is known.
 */
export const ModelSource = z.enum(['override', 'provider', 'data', 'local'])
export type ModelSource = z.infer<typeof ModelSource>

/** What is known of a model as a provider offers it; null where something is not known. */
export const ModelInfo = z.object({
  contextWindow: z.int().positive().nullable(), // tokens of prompt and answer together
  maxOutput: z.int().positive().nullable(), // tokens
  temperature: z.boolean().nullable(), // whether it takes one
  prices: ModelPrices.nullable(),
  tokenizer: Tokenizer,
  source: ModelSource.nullable(), // the strongest of those that told something
  sizesFrom: ModelSource.nullable().default(null), // the strongest of those that told a window or a longest answer
  pricesFrom: ModelSource.nullable().default(null),
  told: ToldModel.pick({ by: true, at: true }).nullable().default(null), // of what the provider told, where sizesFrom is `provider`
  asOf: z.iso.date().nullable(), // of what the file told
})
export type ModelInfo = z.infer<typeof ModelInfo>

/** What a person sets for a model of a provider; what is left out or null stays as it is known otherwise. */
export const ModelOverride = z.object({
  contextWindow: z.int().positive().nullable().default(null),
  maxOutput: z.int().positive().nullable().default(null),
  prices: ModelPrices.nullable().default(null),
})
export type ModelOverride = z.infer<typeof ModelOverride>
