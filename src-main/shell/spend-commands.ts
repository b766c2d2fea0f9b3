import type { Budgets } from '#engine/budget'
import type { Engine } from '#engine/engine'
import type { Handlers } from '#shared/contract'
import type { Store } from '#store/store'

type Parts = {
  readonly store: Pick<Store, 'spend' | 'saveDayBudget'>
  readonly engine: Pick<Engine, 'wake'>
  readonly budgets: Budgets
}

/** What was spent, and what a day may cost. A batch's budget is one of its options. */
export function spendCommands({ store, engine, budgets }: Parts): Pick<Handlers, 'getSpend' | 'setDayBudget'> {
  return {
    getSpend: async ({ from, to }) => ({ days: store.spend.byDay(from, to), models: store.spend.byModel(from, to) }),
    async setDayBudget({ budget }) {
      await store.saveDayBudget(budget)
      budgets.setDayBudget(budget)
      engine.wake()
      return {}
    },
  }
}
