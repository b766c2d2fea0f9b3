import { dryRunWords } from '#shared/dry-run'
import type { Store } from '#store/store'
import { batchNameOf } from './tell-alerts'

type Parts = {
  readonly store: Pick<Store, 'dryRuns' | 'batches' | 'onNews' | 'write' | 'failed'>
  readonly say: (words: { readonly title: string; readonly detail: string }) => void
}

/** Tells a person of each dry run that has ended and waits: once each time, also where the process died before it could. */
export function tellDryRuns({ store, say }: Parts): () => void {
  const said = new Set<string>()
  function look() {
    const untold = store.dryRuns.untold().filter(({ batchId, waitingAt }) => !said.has(`${batchId} ${waitingAt}`))
    if (untold.length === 0) return
    for (const run of untold) {
      said.add(`${run.batchId} ${run.waitingAt}`)
      say(dryRunWords(run, batchNameOf(store, run.batchId)))
    }
    store.write(() => store.dryRuns.markTold(untold)).catch(store.failed)
  }
  look()
  return store.onNews(look)
}
