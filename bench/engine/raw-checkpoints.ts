import type { Database } from '#store/database'
import { createCheckpoints } from '#store/safety/checkpoints'

/**
 * Who moves a raw side's -wal into the file: `sqlite` on the thread that writes, every 1,000 pages, as better-sqlite3 comes; or `ours`, the
 * store's own checkpointer.
 */
export type Checkpointing = 'sqlite' | 'ours'

export function rawCheckpoints(db: Database, whose: Checkpointing) {
  if (whose === 'sqlite') return { afterCommit: async () => {}, stop() {} }
  const { afterCommit, stop } = createCheckpoints(db)
  return {
    /** The loop goes round, as it does after each of the store's commits: the checkpointer's thread is heard only then. */
    afterCommit(): Promise<void> {
      afterCommit()
      return new Promise((done) => setImmediate(done))
    },
    stop,
  }
}
