import { setTimeout as sleep } from 'node:timers/promises'
import type { Growth, Held } from './memory'
import { openRaw, rawInserter } from './raw'
import { atOnce, engineOn, newBatch, newTasks, open, promptOf } from './subject'

type Config = { dataDir: string; warmUp: number; count: number }
const slice = 500

/** Tasks are made as they are queued, so that none of them is held by the benchmark itself. */
export async function ours({ dataDir, warmUp, count }: Config): Promise<Growth> {
  const store = open(dataDir)
  const batchId = await newBatch(store)
  const engine = await engineOn(store, atOnce, { paused: true })
  await engine.start()
  const add = async (from: number, to: number) => {
    for (let at = from; at < to; at += slice) await engine.enqueue(batchId, newTasks(Math.min(slice, to - at), at))
  }
  await add(0, warmUp)
  const before = await held()
  await add(warmUp, warmUp + count)
  const after = await held()
  await engine.stop(0)
  store.close()
  return { before, after }
}

export async function raw({ dataDir, warmUp, count }: Config): Promise<Growth> {
  const db = openRaw(dataDir)
  const insert = rawInserter(db)
  const add = (from: number, to: number) => {
    for (let at = from; at < to; at += slice) {
      db.transaction(() => {
        for (let index = at; index < Math.min(to, at + slice); index++) insert(index, promptOf(index))
      }).immediate()
    }
  }
  add(0, warmUp)
  const before = await held()
  add(warmUp, warmUp + count)
  const after = await held()
  db.close()
  return { before, after }
}

async function held(): Promise<Held> {
  for (let pass = 0; pass < 5; pass++) {
    globalThis.gc?.()
    await sleep(100)
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, resident: rss }
}
