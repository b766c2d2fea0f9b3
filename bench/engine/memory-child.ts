import { setTimeout as sleep } from 'node:timers/promises'
import { sumCounts } from '#store/counts'
import { loopWatch } from './loop-delay'
import type { Growth, Held } from './memory'
import { openRaw, rawInserter } from './raw'
import { atOnce, engineOn, neverAnswers, newBatch, newTasks, open, promptOf } from './subject'

/** `lane`: paused, so that all tasks wait; or open, with calls that never end on each of its slots. */
type Config = { dataDir: string; count: number; lane: 'paused' | 'open' }
const slice = 500
const concurrency = 5

/** Tasks are made as they are queued, so that none of them is held by the benchmark itself. */
export async function ours({ dataDir, count, lane }: Config): Promise<Growth> {
  const store = open(dataDir)
  const batchId = await newBatch(store)
  const paused = lane === 'paused'
  const engine = await engineOn(store, paused ? atOnce : neverAnswers, {
    ...{ paused, concurrency, policy: { timeoutMs: 24 * 60 * 60 * 1000 } },
  })
  await engine.start()
  const growth = await twice(count, async (from) => {
    for (let at = from; at < from + count; at += slice)
      await engine.enqueue(batchId, newTasks(Math.min(slice, from + count - at), at))
  })
  const { running } = sumCounts(store.counts.all())
  if (running !== (paused ? 0 : concurrency)) throw new Error(`${running} calls are in flight`)
  await engine.stop(0)
  store.close()
  return growth
}

export async function raw({ dataDir, count }: Config): Promise<Growth> {
  const db = openRaw(dataDir)
  const insert = rawInserter(db)
  const growth = await twice(count, async (from) => {
    for (let at = from; at < from + count; at += slice) {
      db.transaction(() => {
        for (let index = at; index < Math.min(from + count, at + slice); index++) insert(index, promptOf(index))
      }).immediate()
    }
  })
  db.close()
  return growth
}

/** Queues `count` tasks, and as many again. */
async function twice(count: number, add: (from: number) => Promise<void>): Promise<Growth> {
  const watches = [loopWatch(), loopWatch()] as const // not while memory is read: that collects garbage
  const empty = await held()
  await watches[0].during(() => add(0))
  const once = await held()
  await watches[1].during(() => add(count))
  return { held: [empty, once, await held()], eventLoop: [watches[0].result(), watches[1].result()] }
}

async function held(): Promise<Held> {
  for (let pass = 0; pass < 5; pass++) {
    globalThis.gc?.()
    await sleep(100)
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, resident: rss }
}
