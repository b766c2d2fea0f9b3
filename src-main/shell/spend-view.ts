import type { Budgets } from '#engine/budget'
import { type BatchCost, type BudgetHold, noSpend, type Spend, type SpendToday, type WatchBudget } from '#shared/spend'
import type { BatchId, EpochMs } from '#shared/task'
import type { Store } from '#store/store'

/** What was spent, as read from the store: need not be newer than a second. */
export type Spent = { readonly today: Spend; readonly ofBatches: ReadonlyMap<BatchId, Spend> }

type Parts = {
  readonly store: Pick<Store, 'spend' | 'days' | 'watches' | 'watchSpend'>
  readonly budgets: Budgets
  readonly now: () => EpochMs
}
export type SpendView = ReturnType<typeof createSpendView>

/** The money that a window shows. */
export function createSpendView({ store, budgets, now }: Parts) {
  return {
    read: (batches: readonly BatchId[]): Spent => ({
      today: store.spend.ofDay(store.days.of(now())),
      ofBatches: store.spend.ofBatches(batches),
    }),
    /** Whom the budgets hold back; of batches that have nothing in line nothing is held. */
    holds: (isInLine: (id: BatchId) => boolean): BudgetHold[] =>
      budgets.held().filter(({ batchId }) => isInLine(batchId)),
    today({ today }: Spent, holds: readonly BudgetHold[]): SpendToday {
      const isHeld = (by: BudgetHold['by']) => holds.some((hold) => hold.by === by)
      const held = isHeld('day') ? 'day' : isHeld('price') ? 'price' : 'no'
      return {
        ...{ day: store.days.of(now()), today: today.cost, unanswered: today.unansweredCost },
        ...{ dayBudget: budgets.dayBudget(), held, opensAt: held === 'day' ? budgets.opensAt() : null },
      }
    },
    /** Undefined for a batch that neither had calls nor has a budget, and that nothing holds. */
    ofBatch(
      id: BatchId,
      budget: number | undefined,
      spent: Spent,
      holds: readonly BudgetHold[],
    ): BatchCost | undefined {
      const known = spent.ofBatches.get(id)
      const hold = holds.find(({ batchId }) => batchId === id)
      if (!known && budget === undefined && !hold) return undefined
      const { cost, unansweredCost: unanswered, saved, savedByHalfPrice, unpriced } = known ?? noSpend
      const { model, providerId } = hold?.by === 'price' ? hold : { model: null, providerId: null }
      const watch = hold?.watch ? watchOf(hold.watch, hold.by) : null
      return {
        ...{ cost, unanswered, saved, savedByHalfPrice, unpriced, held: hold?.by ?? null, model, providerId },
        ...(watch && { watch }),
      }
    },
  }

  function watchOf({ id, budget }: NonNullable<BudgetHold['watch']>, by: BudgetHold['by']): WatchBudget | null {
    const watch = store.watches.get(id)
    if (!watch) return null
    const spent = store.watchSpend.on(id, store.days.of(now()))
    return { id, folder: watch.folder, budget, spent, opensAt: by === 'watch' ? store.days.endOf(now()) : null }
  }
}
