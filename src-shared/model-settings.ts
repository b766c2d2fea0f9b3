import { z } from 'zod'
import { SetLimits } from './limits'

export const ModelName = z.string().trim().min(1).max(200)

const rate = z.number().nonnegative().max(1_000_000).nullable().default(null)
const rates = { input: rate, cachedInput: rate, cacheWrite: rate, output: rate }

/** What a model's tokens cost, in US dollars per million: null where a person does not know it, 0 where it is free. */
export const SetPrices = z.object({
  ...rates, // cachedInput and cacheWrite: read from and written to the provider's cache; null: as input
  steps: z
    .array(z.object({ above: z.int().nonnegative(), ...rates }))
    .max(10)
    .default([]), // for a request with a longer input, in tokens; lowest first
  batch: z.number().positive().max(1).nullable().default(null), // of the price, in the provider's own batch API
})
export type SetPrices = z.infer<typeof SetPrices>

/** A model that stands in for another one. */
export const Fallback = z.object({ providerId: z.string().min(1), model: ModelName })
export type Fallback = z.infer<typeof Fallback>

/** What a person set for a model of a provider; null: as it is known, or learned. */
export const ModelSettings = z.object({
  contextWindow: z.int().positive().nullable().default(null), // tokens
  maxOutput: z.int().positive().nullable().default(null), // tokens
  prices: SetPrices.nullable().default(null), // null: as the data file has them
  limits: SetLimits.default(SetLimits.parse({})),
  fallbacks: z.array(Fallback).max(10).default([]), // in this order
  fallbackAfterMs: z.int().nonnegative().nullable().default(null), // how long its gate may stay closed first; null: only after its retries
})
export type ModelSettings = z.infer<typeof ModelSettings>
export const noModelSettings: ModelSettings = ModelSettings.parse({})
