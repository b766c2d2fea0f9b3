import { alertWords } from '#shared/dead-alert'
import type { BatchId } from '#shared/task'
import type { Store } from '#store/store'

type Parts = {
  readonly store: Pick<Store, 'alerts' | 'batches' | 'onNews' | 'write' | 'failed'>
  readonly say: (words: { readonly title: string; readonly detail: string }) => void
}

/** What a batch is called; null for the standing one of prompts that are written one at a time. */
export const batchNameOf = (store: Pick<Store, 'batches'>, id: BatchId): string | null => {
  const batch = store.batches.get(id)
  return batch?.kind === 'compose' ? null : (batch?.name ?? `Batch ${id}`)
}

/**
 * Tells a person of each batch of which too many died: once, also where the process died before it could. It hears of it by the news of the
 * commit that found it. Call the returned function to end it.
 */
export function tellAlerts({ store, say }: Parts): () => void {
  const said = new Set<string>()
  function look() {
    const untold = store.alerts.untold().filter(({ batchId, at }) => !said.has(`${batchId} ${at}`))
    if (untold.length === 0) return
    for (const alert of untold) {
      said.add(`${alert.batchId} ${alert.at}`)
      say(alertWords(alert, batchNameOf(store, alert.batchId)))
    }
    store.write(() => store.alerts.markTold(untold)).catch(store.failed)
  }
  look()
  return store.onNews(look)
}
