import type { Handlers } from '#shared/contract'
import type { EpochMs } from '#shared/task'
import type { Store } from '#store/store'

type Parts = { readonly store: Pick<Store, 'readInsights'>; readonly now: () => EpochMs }

/** What calls came to over time. */
export const insightCommands = ({ store, now }: Parts): Pick<Handlers, 'getInsights'> => ({
  getInsights: (query) => store.readInsights(query, now()),
})
