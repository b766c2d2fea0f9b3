import type { Changes } from '../changes'
import type { Database } from '../database'
import { databaseFile } from '../safety/files'
import { type CountRow, type Imbalance, imbalances, mendCounts } from './counts'
import type { RunJob } from './thread/jobs'
import { finish } from './thread/run-job'

type Parts = {
  readonly db: Database
  readonly dataDir: string
  readonly changes: Changes
  readonly run: <T>(write: () => T) => Promise<T>
  readonly runJob: RunJob
}

/** What a check of the counters came to. */
export type CountCheck = {
  /** Counters that did not agree with the tasks, by how much. They do now. */
  readonly mended: readonly CountRow[]
  /** Batches that still do not add up to what they accepted: rows are missing, or there are some too many. */
  readonly off: readonly Imbalance[]
}

/** Counts all tasks anew in a thread, after the start, and puts counters right that disagree: they are kept for speed, the tasks are the truth. */
export async function checkCounts(
  { db, dataDir, changes, run, runJob }: Parts,
  signal?: AbortSignal,
): Promise<CountCheck> {
  const mended = await finish(runJob({ name: 'drift', file: databaseFile(dataDir) }, signal))
  if (mended.length > 0) {
    await run(() => {
      mendCounts(db, mended)
      changes.news('batch')
    })
  }
  return { mended, off: imbalances(db) }
}
