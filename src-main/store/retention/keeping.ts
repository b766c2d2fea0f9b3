import type { Notice } from '#shared/contract'
import type { BatchId } from '#shared/task'
import type { DueWork } from '#shared/work'
import { checkCounts } from '../receipt/check-counts'
import { runInThread } from '../receipt/thread/run-in-thread'
import type { Store } from '../store'
import { createRetention } from './retention'

/** How often it is asked whether old data is to be removed: the purge itself is daily. */
const tendMs = 15 * 60_000

type Parts = {
  readonly store: Store
  readonly dataDir: string
  readonly now: () => number
  readonly notice: (notice: Notice) => void
  /** A sentence: where a person finds out which tasks of a batch are missing. */
  readonly howToVerify: (batch: { readonly batchId: BatchId }) => string
}

/** Of batches that do not add up each is told by itself, as long as a person can read them. */
const mostTold = 3

/** Keeps the data to what it should be while the engine runs: old things go, counters agree with the tasks. */
export function keepData({ store, dataDir, now, notice, howToVerify }: Parts) {
  const { db, changes, rawAnswers, write, hold } = store
  const runJob = runInThread
  const retention = createRetention({
    ...{ db, changes, rawAnswers, dataDir, runJob, now, elapsed: () => performance.now() },
    commit: { run: write, hold },
  })
  const stopping = new AbortController()
  const running = () => store.counts.all().some(({ state, n }) => state === 'running' && n > 0)
  const complain = (error: unknown) => stopping.signal.aborted || console.error('old data could not be removed:', error)
  let nextAt = now() + tendMs
  /** Work of the engine's one timer. It holds nothing up: it is done in slices, and in a thread. */
  const tending: DueWork = {
    nextDueAt: () => (retention.hasWork() ? nextAt : null),
    async run(at) {
      nextAt = at + tendMs
      void retention.tend(() => !running()).catch(complain)
    },
  }

  async function check() {
    const { mended, off } = await checkCounts({ db, changes, dataDir, runJob, run: write }, stopping.signal)
    if (mended.length > 0) {
      store.readLinesAnew()
      const detail = 'Its counters did not agree with its tasks. Every task was counted anew; no task was changed.'
      notice({ kind: 'info', title: 'Trilane counted your tasks anew', detail })
    }
    const [first] = off
    if (first && off.length > mostTold) {
      const names = off.slice(0, mostTold).map(({ name }) => name)
      const detail = `Of ${names.join(', ')} and ${off.length - mostTold} more, not as many tasks are accounted for as they accepted. Nothing was changed. ${howToVerify(first)}`
      notice({ kind: 'error', title: `${off.length} batches do not add up`, detail })
      return
    }
    for (const batch of off) {
      const { name, accepted, found } = batch
      const detail = `It accepted ${accepted} tasks and ${found} are accounted for. Nothing was changed. ${howToVerify(batch)}`
      notice({ kind: 'error', title: `${name} does not add up`, detail })
    }
  }
  let checked = Promise.resolve()

  return {
    retention,
    runJob,
    tending,
    /** Once the engine runs: whatever is found can wait for the first task to start. */
    begin() {
      checked = check().catch((error: unknown) => {
        if (!stopping.signal.aborted) console.error('the counters could not be checked:', error)
      })
    },
    /** Before the engine stops, since a file that is being rewritten holds its last writes up. */
    async stop(): Promise<void> {
      stopping.abort()
      await Promise.all([retention.stop(), checked])
    },
  }
}
