import type { Batch } from '#shared/batch'
import type { Overview } from '#shared/overview'
import { Budget, type HeldBy, type NanoUsd, nanoUsdPerUsd, parseUsd, type WatchBudget } from '#shared/spend'
import { formatUsd, usdText } from '../../format'
import { ask } from '../../state/ask'
import { changeBatch } from '../../state/batch-actions'
import type { Priced } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { setWatchDayBudget } from '../watches/watch-actions'

/** What a budget field says: none, an amount, or what is wrong with it. */
export type BudgetRead =
  | { readonly ok: true; readonly value: NanoUsd | null }
  | { readonly ok: false; readonly advice: string }

/** Dollars, or empty for no limit. */
export function readBudget(text: string): BudgetRead {
  if (text.trim() === '') return { ok: true, value: null }
  const budget = Budget.safeParse(parseUsd(text))
  return budget.success
    ? { ok: true, value: budget.data }
    : { ok: false, advice: 'Dollars such as 5 or 0.50, or empty.' }
}
export const budgetText = (budget: NanoUsd | null | undefined): string => (budget ? usdText(budget) : '')

/** The next round amount above both: 1, 2, 5, 10 and so on. */
export function raisedBudget(budget: NanoUsd, spent: NanoUsd): NanoUsd {
  const above = Math.max(budget, spent) / nanoUsdPerUsd
  for (let power = -3; power < 7; power++)
    for (const figure of [1, 2, 5]) {
      const next = figure * 10 ** power
      if (next > above * 1.000_001) return Math.round(next * nanoUsdPerUsd)
    }
  return Budget.maxValue ?? budget
}

/** The budget that holds work back: which one, what it holds, and what is left of it. */
export type Hold = {
  readonly by: HeldBy
  readonly batch: Batch | null // null: all that came of its folder, or everything
  readonly batches: readonly Batch[] // that are held
  readonly watch: WatchBudget | null // of `watch`, and of `price` where it is this one
  readonly held: number // tasks in line
  readonly budget: NanoUsd | null
  readonly spent: NanoUsd
  readonly opensAt: number | null // of a day's
  readonly priced: Priced | null // whose price is not known
}

/** What budgets hold, the widest first: the day's, then that of each watched folder, then each batch's. */
export function holdsOf({ batches, spend }: Pick<Overview, 'batches' | 'spend'>): Hold[] {
  const held = batches.filter(({ cost }) => cost?.held)
  const of = (by: HeldBy) => held.filter(({ cost }) => cost?.held === by)
  const ofDay = {
    by: 'day',
    batch: null,
    batches: of('day'),
    watch: null,
    held: inLine(of('day')),
    priced: null,
  } as const
  const day: Hold[] =
    spend?.held === 'day'
      ? [{ ...ofDay, budget: spend.dayBudget, spent: spend.today + spend.unanswered, opensAt: spend.opensAt }]
      : []
  const byWatch = Map.groupBy(of('watch'), ({ cost }) => cost?.watch?.id)
  const watches = [...byWatch.values()].flatMap((own): Hold[] => {
    const watch = own[0]?.cost?.watch
    if (!watch) return []
    const { budget, spent, opensAt } = watch
    return [{ by: 'watch', batch: null, batches: own, watch, held: inLine(own), priced: null, budget, spent, opensAt }]
  })
  const own = [...of('batch'), ...of('price')].map((batch): Hold => {
    const { cost, counts, options } = batch
    const { providerId = null, model = null, watch = null } = cost ?? {}
    return {
      ...{ by: cost?.held ?? 'batch', batch, batches: [batch], watch, held: counts.queued, opensAt: null },
      ...{ budget: options.budget ?? null, spent: (cost?.cost ?? 0) + (cost?.unanswered ?? 0) },
      priced: providerId !== null && model !== null ? { providerId, model } : null,
    }
  })
  const byHeld = (a: Hold, b: Hold) => b.held - a.held
  return [...day, ...watches.toSorted(byHeld), ...own.toSorted(byHeld)]
}
const inLine = (batches: readonly Batch[]): number => batches.reduce((sum, { counts }) => sum + counts.queued, 0)

/** It begins anew with each day, and what it holds goes on by itself. */
export const opensByItself = (by: HeldBy): boolean => by === 'day' || by === 'watch'

/** Gives a batch another budget, or none; whether it was changed. */
export function setBatchBudget(batch: Batch, budget: NanoUsd | null): Promise<boolean> {
  const { budget: _, ...rest } = batch.options
  const options = budget === null ? rest : { ...rest, budget }
  const title = budget === null ? `${batch.name} has no budget now` : `${batch.name} may cost ${formatUsd(budget)}`
  return changeBatch(batch, { options }, title)
}

/** Gives the day another budget, or none, and offers to take it back; whether it was changed. */
export async function setDayBudget(budget: NanoUsd | null): Promise<boolean> {
  const before = useStore.getState().overview?.spend?.dayBudget ?? null
  const done = await ask('setDayBudget', { budget }, { failed: 'The budget stays as it was' })
  if (!done) return false
  const title = budget === null ? 'Days have no budget now' : `A day may cost ${formatUsd(budget)}`
  const undo = () => void ask('setDayBudget', { budget: before }, { failed: 'This could not be undone' })
  useStore.getState().toast({ kind: 'done', title, detail: '', undo })
  return true
}

/** The one button of a hold: raises what holds, or asks for the price. */
export function mend({ by, batch, watch, budget, spent, priced }: Hold): void {
  if (by === 'price') {
    if (priced) useStore.getState().openPrice(priced)
  } else if (by === 'watch') {
    if (watch) void setWatchDayBudget(watch, raisedBudget(watch.budget, spent))
  } else if (batch) void setBatchBudget(batch, raisedBudget(budget ?? 0, spent))
  else void setDayBudget(raisedBudget(budget ?? 0, spent))
}

/** What the button says. */
export function mendLabel({ by, budget, spent }: Hold): string {
  return by === 'price' ? 'Set its price' : `Raise to ${formatUsd(raisedBudget(budget ?? 0, spent))}`
}
