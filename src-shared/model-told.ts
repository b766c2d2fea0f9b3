import { z } from 'zod'
import { EpochMs } from './task'

/**
 * How a provider told it: in its list of models or when it was asked for this one (`told`), or by refusing a prompt that was too long
 * (`refused`).
 */
export const ToldBy = z.enum(['told', 'refused'])
export type ToldBy = z.infer<typeof ToldBy>

/** Sizes of a model in tokens, as a provider names them; null where it does not. */
export type ModelSizes = { readonly contextWindow: number | null; readonly maxOutput: number | null }

/** What a provider told of one of its models, and when. */
export const ToldModel = z.object({
  contextWindow: z.int().positive().nullable().default(null),
  maxOutput: z.int().positive().nullable().default(null),
  by: ToldBy,
  at: EpochMs,
})
export type ToldModel = z.infer<typeof ToldModel>
