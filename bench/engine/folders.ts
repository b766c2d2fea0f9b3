import { engineOn, newBatch, newTasks, open, reached, refused } from './subject'

const dayMs = 24 * 60 * 60 * 1000

/** A closed data folder with that many prompts: queued, or scheduled for a moment that is yet to come. */
export async function queuedFolder(dataDir: string, count: number, startAt?: number): Promise<string> {
  const store = open(dataDir)
  const batchId = await newBatch(store)
  for (let from = 0; from < count; from += 500) {
    const tasks = newTasks(Math.min(500, count - from), from).map((task) => ({ ...task, startAt }))
    await store.enqueue(batchId, tasks, Date.now())
  }
  store.close()
  return dataDir
}

/** A closed data folder with that many tasks that failed once and are tried again in a day. */
export async function backingOffFolder(dataDir: string, count: number): Promise<string> {
  await queuedFolder(dataDir, count)
  const store = open(dataDir)
  const engine = await engineOn(store, refused, { policy: { delayMs: dayMs, maxDelayMs: dayMs, jitter: 'none' } })
  const all = reached(store, ({ backing_off }) => backing_off === count)
  await engine.start()
  await all
  await engine.stop(0)
  store.close()
  return dataDir
}
