import type { ListQuery } from '#store/list-rules'
import type { LongOrder } from '#store/search/long-order'

/** Lists that were put in order, by who asked for them: eight bytes for each task, one list for each owner. */
export function createLongLists() {
  const kept = new Map<string, { readonly key: string; readonly list: LongOrder }>()
  return {
    /** As its owner has it, or anyone else who asked for the same: what is picked of a list must be of the one that is shown. */
    of(owner: string, query: ListQuery): LongOrder | undefined {
      const key = JSON.stringify(query)
      const own = kept.get(owner)
      if (own?.key === key) return own.list
      return [...kept.values()].find((each) => each.key === key)?.list
    },
    keep(owner: string, query: ListQuery, list: LongOrder): void {
      kept.set(owner, { key: JSON.stringify(query), list })
    },
    drop: (owner: string): void => void kept.delete(owner),
  }
}
