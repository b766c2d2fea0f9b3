import type { Handlers } from '#shared/contract'
import { plainLayout, TableLayout } from '#shared/table-layout'
import type { Store } from '#store/store'
import type { Picks } from './picks'

type Names = 'pickTasks' | 'getTableLayout' | 'saveTableLayout'
type Parts = {
  readonly store: Pick<Store, 'meta' | 'write'>
  readonly picks: Picks
  /** A window's rows are marked anew. */
  readonly onPicked: () => void
}

/** What a window picks of lists that it does not hold, and how a person has the table. */
export function tableCommands({ store, picks, onPicked }: Parts): Pick<Handlers, Names> {
  return {
    async pickTasks(request, window) {
      const made = await picks.make(window, request)
      onPicked()
      return made
    },
    getTableLayout: async () => readLayout(store.meta.get('table_layout')),
    async saveTableLayout(layout) {
      await store.write(() => store.meta.set('table_layout', JSON.stringify(layout)))
      return {}
    },
  }
}

/** What was stored, or the plain one where it was stored by another version that knew other columns. */
function readLayout(stored: string | undefined): TableLayout {
  if (stored === undefined) return plainLayout
  try {
    return TableLayout.parse(JSON.parse(stored))
  } catch {
    return plainLayout
  }
}
