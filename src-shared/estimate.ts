import { z } from 'zod'
import { NanoUsd } from './spend'
import { WorkTime } from './work-time'

/** A part of an estimate: what one variant comes to. */
const ofVariant = z.object({
  name: z.string(),
  providerId: z.string(),
  model: z.string(),
  calls: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int().nullable(),
  cost: NanoUsd.nullable(),
  time: WorkTime.nullable(), // as if the others were not there
})

/** What work would cost before it is queued, by what is known of its model. */
export const Estimate = z.object({
  model: z.string(), // the one that most of it is for
  models: z.int(), // how many there are: lines of a file may name their own
  calls: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int().nullable(), // null: nothing tells how long the answers are
  /** `limit`: at most, by the limit that is sent along; `learned`: as the answers of that model were so far. */
  outputFrom: z.enum(['limit', 'learned']).nullable(),
  cost: NanoUsd.nullable(), // of the input and, where it is known, the output; null: a price is not known
  outputPrice: NanoUsd.nullable(), // of a million tokens of its answers
  price: z.enum(['known', 'free', 'unknown']), // free: it runs on this computer
  unpriced: z.string().nullable(), // of `unknown`: a model whose price is not known
  asOf: z.iso.date().nullable(), // of the prices, where they are from the dated file
  halfPrice: z.boolean(), // as it is in a batch of the provider's own
  setByPerson: z.boolean(),
  window: z.int().nullable().optional(), // what the model takes, in tokens, where that is known
  takes: z.int().nullable().optional(), // the same, and also where the tokens are counted with another model's encoding, and so only about
  sampled: z.boolean(), // some were counted, and the rest taken to be alike
  time: WorkTime.nullable().optional(), // null: neither a limit nor how long calls take is known
  dayLeft: NanoUsd.nullable().optional(), // what is left of the day's budget after it; below 0: it will not be enough. null: no budget, or no cost is known
  variants: z.array(ofVariant).optional(), // of an import under variants, in their order; the figures beside it are of all of them
})
export type Estimate = z.infer<typeof Estimate>
