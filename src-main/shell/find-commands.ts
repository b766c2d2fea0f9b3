import type { Handlers } from '#shared/contract'
import { isNarrowed } from '#shared/filter'
import type { ViewQuery } from '#shared/view'
import type { Store } from '#store/store'
import type { Finds } from './window-view'

type Parts = { readonly store: Pick<Store, 'views'>; readonly search: Finds }

/** Tasks that are looked for beside the table, as the palette does. */
export function findCommands({ store, search }: Parts): Pick<Handlers, 'findTasks'> {
  return {
    async findTasks({ filter, id, limit }, window) {
      const byId = id === undefined ? [] : store.views.rows([id])
      if (!isNarrowed(filter)) return { tasks: byId, total: byId.length }
      const query: ViewQuery = { kind: 'list', batchId: null, tab: 'all', group: null, filter }
      // Of an owner of its own: a search of the table would otherwise end this one, and this one that.
      const found = await search.find(`palette ${window}`, { query, start: 0, end: limit })
      if (!found) return { tasks: byId, total: byId.length } // a newer one took its place
      const others = store.views.rows(found.order).filter((task) => task.id !== id)
      return { tasks: [...byId, ...others].slice(0, limit), total: Math.max(found.total, byId.length) }
    },
  }
}
