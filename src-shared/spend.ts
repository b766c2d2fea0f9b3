import { z } from 'zod'
import { BatchId, EpochMs } from './task'
import { WatchId } from './watch-id'

/** Money in whole nano-dollars (1 USD = 10^9), so that sums are exact up to nine million dollars. */
export const NanoUsd = z.int()
export type NanoUsd = z.infer<typeof NanoUsd>
export const nanoUsdPerUsd = 1_000_000_000

/** Dollars as a person writes them (0.01, $2, ,5), in nano-dollars; null for what is none. Read as whole figures: 0.07 * 10^9 is no whole number. */
export function parseUsd(text: string): NanoUsd | null {
  const [, whole, fraction = ''] = /^\$?(\d{0,6})(?:[.,](\d{1,9}))?$/.exec(text.trim()) ?? []
  if (whole === undefined || (whole === '' && fraction === '')) return null
  return Number(whole) * nanoUsdPerUsd + Number(fraction.padEnd(9, '0'))
}

/** A budget: more than nothing, and at most a million dollars. */
export const Budget = NanoUsd.min(1).max(1_000_000 * nanoUsdPerUsd)

/** A day by the calendar of some zone: YYYY-MM-DD. */
export const LocalDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
export type LocalDay = z.infer<typeof LocalDay>

/** What calls used and cost. A batch's money is gone for what was answered and, as far as anybody knows, for what was never answered. */
export const Spend = z.object({
  calls: z.int(), // all that were sent
  tokensIn: z.int(),
  cachedIn: z.int(), // of tokensIn
  tokensOut: z.int(),
  cost: NanoUsd, // of those that were answered
  saved: NanoUsd, // by the provider's cache and half-price batches; negative where writing the cache cost more
  savedByHalfPrice: NanoUsd, // of `saved`
  unanswered: z.int(), // calls that were sent and never answered: they may have been billed
  unansweredCost: NanoUsd, // at most: what was put by for them
  unpriced: z.int(), // answered calls to models without a known price; their cost is not in `cost`
})
export type Spend = z.infer<typeof Spend>
export const noSpend: Spend = {
  ...{ calls: 0, tokensIn: 0, cachedIn: 0, tokensOut: 0, cost: 0, saved: 0 },
  ...{ savedByHalfPrice: 0, unanswered: 0, unansweredCost: 0, unpriced: 0 },
}
/** What counts against a budget. */
export const spentOf = ({ cost, unansweredCost }: Pick<Spend, 'cost' | 'unansweredCost'>): NanoUsd =>
  cost + unansweredCost

export const DaySpend = Spend.extend({ day: LocalDay })
export type DaySpend = z.infer<typeof DaySpend>
export const ModelSpend = Spend.extend({ providerId: z.string(), model: z.string() })
export type ModelSpend = z.infer<typeof ModelSpend>

/**
 * Why the budgets hold work back: `batch`, `watch` (the day's of a watched folder) or `day`: what the next call can cost would pass what is
 * left of it; `price`: there is a budget, and what this model costs is not known.
 */
export const HeldBy = z.enum(['batch', 'watch', 'day', 'price'])
export type HeldBy = z.infer<typeof HeldBy>
/** watch: of the watched folder whose budget it is, of `watch`; and of `price` where its batch has no budget of its own. */
export const BudgetHold = z.object({
  batchId: BatchId,
  by: HeldBy,
  providerId: z.string(),
  model: z.string(),
  watch: z.object({ id: WatchId, budget: Budget }).nullable(),
})
export type BudgetHold = z.infer<typeof BudgetHold>

/** What all files of a watched folder together may cost on a day, as a window shows it where it holds a batch. */
export const WatchBudget = z.object({
  id: WatchId,
  folder: z.string(),
  budget: Budget,
  spent: NanoUsd, // today
  opensAt: EpochMs.nullable(), // when it begins anew; null: it holds nothing by itself
})
export type WatchBudget = z.infer<typeof WatchBudget>

/** The day's money, as a window shows it. */
export const SpendToday = z.object({
  day: LocalDay,
  today: NanoUsd, // of calls that were answered
  unanswered: NanoUsd, // of those that never were: at most
  dayBudget: Budget.nullable(),
  held: z.enum(['no', 'day', 'price']), // everything (day), or what goes to models without a price
  opensAt: EpochMs.nullable(), // when a day's budget begins anew; null: it holds nothing
})
export type SpendToday = z.infer<typeof SpendToday>

/** A batch's money. */
export const BatchCost = z.object({
  cost: NanoUsd,
  unanswered: NanoUsd,
  saved: NanoUsd,
  savedByHalfPrice: NanoUsd, // of `saved`
  unpriced: z.int(),
  held: HeldBy.nullable(), // the budget that holds what is left of it
  model: z.string().nullable(), // of `price`: whose price is not known
  providerId: z.string().nullable().default(null), // of that model
  watch: WatchBudget.optional(), // of `watch`, and of `price` where it is this budget that asks for one
})
export type BatchCost = z.infer<typeof BatchCost>
