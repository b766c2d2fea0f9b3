import { checkCounts } from '#store/receipt/check-counts'
import { imbalances } from '#store/receipt/counts'
import { runHere } from '#store/receipt/thread/run-job'
import type { Store } from '#store/store'

/**
 * Says which batches do not add up to what they accepted. As a rule that is one look at the counters. Only when one disagrees, all tasks are
 * counted anew, a second for each million: the counters may be what is wrong, and then they are put right.
 */
export async function tellImbalances(store: Store, dataDir: string, say: (line: string) => void): Promise<void> {
  const { db, changes, write } = store
  if (imbalances(db).length === 0) return
  const { mended, off } = await checkCounts({ db, changes, dataDir, run: write, runJob: runHere })
  if (mended.length > 0) {
    store.readLinesAnew()
    say('Counters did not agree with the tasks. Every task was counted anew; no task was changed.')
  }
  for (const { batchId, name, accepted, found } of off) {
    say(
      `${name} does not add up: it accepted ${accepted} tasks, and ${found} ${found === 1 ? 'is' : 'are'} accounted for. Nothing was changed. To see which differ: npm run trilane -- verify --batch ${batchId} --data-dir ${JSON.stringify(dataDir)}`,
    )
  }
}
