import { z } from 'zod'
import { Estimate } from '../estimate'
import { InsightQuery, Insights } from '../insights'
import { Budget, DaySpend, LocalDay, ModelSpend } from '../spend'
import { BatchId } from '../task'
import { VariantInputs } from '../template-view'
import { Done, Lane, Target } from './common'
import { Written } from './work'

/** What an estimate is for: prompts that are being written, or all rows of an import. */
const ToEstimate = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('prompts'),
    ...Target.omit({ lane: true }).shape,
    lane: Lane.default('auto'),
    ...Written.shape,
  }),
  z.object({
    kind: z.literal('import'),
    ...Target.omit({ lane: true }).shape,
    lane: Lane.default('auto'),
    importId: z.string(),
    halfPrice: z.boolean().optional(),
    variants: VariantInputs.optional(), // as in startImport
    into: BatchId.optional(), // as in startImport, in place of them
    skipPresent: z.boolean().optional(), // as in startImport: only what would be queued counts
  }),
])

/** What work would cost, and did. */
export const moneyCommands = {
  // money, in nano-dollars; what a batch may cost is one of its options
  estimateCost: { request: ToEstimate, response: Estimate }, // counting takes a moment; a newer question of the window ends it with `stale`
  getSpend: {
    request: z.object({ from: LocalDay, to: LocalDay }), // both included
    response: z.object({ days: z.array(DaySpend), models: z.array(ModelSpend) }),
  },
  setDayBudget: { request: z.object({ budget: Budget.nullable() }), response: Done }, // of all calls of a local day; null: no limit
  getInsights: { request: InsightQuery, response: Insights }, // what calls came to over time
} as const
