import { z } from 'zod'
import { SetLimits } from './limits'

export const ModelName = z.string().trim().min(1).max(200)

const perMillion = z.number().nonnegative().max(1_000_000).nullable().default(null)

/** What a model's tokens cost, in US dollars per million; null: as the data file has it. */
export const SetPrices = z.object({
  input: perMillion,
  cachedInput: perMillion, // read from the provider's cache
  cacheWrite: perMillion,
  output: perMillion,
})
export type SetPrices = z.infer<typeof SetPrices>

/** A model that stands in for another one. */
export const Fallback = z.object({ providerId: z.string().min(1), model: ModelName })
export type Fallback = z.infer<typeof Fallback>

/** What a person set for a model of a provider; null: as it is known, or learned. */
export const ModelSettings = z.object({
  contextWindow: z.int().positive().nullable().default(null), // tokens
  maxOutput: z.int().positive().nullable().default(null), // tokens
  prices: SetPrices.default(SetPrices.parse({})),
  limits: SetLimits.default(SetLimits.parse({})),
  fallbacks: z.array(Fallback).max(10).default([]), // in this order
  fallbackAfterMs: z.int().nonnegative().nullable().default(null), // how long its gate may stay closed first; null: only after its retries
})
export type ModelSettings = z.infer<typeof ModelSettings>
export const noModelSettings: ModelSettings = ModelSettings.parse({})
