import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from './context'
import { loopWatch } from './loop-delay'
import { latencyPeers } from './peers/peers'
import { openRaw, type QueuedRow, rawOne, readQueued } from './raw'
import { type Checkpointing, rawCheckpoints } from './raw-checkpoints'
import { percentile, result, side } from './result'
import { interleave } from './rounds'
import { checkLeft } from './rows-left'
import { atOnce, engineOn, newBatch, newTask, newTasks, open, promptOf } from './subject'

/** From engine.enqueue to the call of the provider function, on a lane that has nothing to do. */
export const latency: Bench = async ({ folder, rounds, quick, peers, profiling }) => {
  const count = quick ? 50 : 500
  const watch = loopWatch()
  const medians: number[] = []
  const rawMedians: number[] = []

  async function ours() {
    const dataDir = folder.fresh('latency')
    const store = open(dataDir)
    const batchId = await newBatch(store)
    let called = (_at: number) => {}
    const engine = await engineOn(store, (request) => {
      called(performance.now())
      return atOnce(request)
    })
    await engine.start()
    const taken: number[] = []
    await watch.during(async () => {
      for (let index = 0; index < count; index++) {
        const task = newTask(index)
        const start = performance.now()
        const at = new Promise<number>((done) => {
          called = done
        })
        await engine.enqueue(batchId, [task])
        taken.push((await at) - start)
        await sleep(4) // it settles, and the lane is idle again
      }
    })
    await engine.stop(0)
    store.close()
    checkLeft(dataDir, count, ['succeeded'])
    folder.remove(dataDir)
    medians.push(percentile(taken, 50))
    return percentile(taken, 99)
  }

  const rows = await sampleRows()
  async function sampleRows(): Promise<QueuedRow[]> {
    const dataDir = folder.fresh('latency')
    const store = open(dataDir)
    await store.enqueue(await newBatch(store), newTasks(count), Date.now())
    store.close()
    const read = readQueued(dataDir)
    folder.remove(dataDir)
    return read
  }
  /** What must be on disk before the call, in one transaction. */
  const raw = (whose: Checkpointing) => async () => {
    const dataDir = folder.fresh('latency')
    const db = openRaw(dataDir)
    const checkpoints = rawCheckpoints(db, whose)
    const enqueueAndClaim = rawOne(db)
    const taken: number[] = []
    for (const row of rows) {
      const start = performance.now()
      enqueueAndClaim(row)
      void checkpoints.afterCommit()
      taken.push(performance.now() - start)
      await sleep(4)
    }
    checkpoints.stop()
    db.close()
    folder.remove(dataDir)
    if (whose === 'sqlite') rawMedians.push(percentile(taken, 50))
    return percentile(taken, 99)
  }

  const other = latencyPeers(peers, folder, promptOf, quick)
  const figures = await interleave(
    { rounds, profiling },
    { ours, raw: raw('sqlite'), rawCheckpointed: raw('ours'), ...other.runs },
  )
  return [
    result({
      ...{ name: 'latency', what: `from enqueue to the call on an idle lane, p99 of ${count}`, unit: 'ms' },
      ours: figures.ours,
      raw: { ...figures.raw, note: 'insert and claim in one transaction' },
      rawCheckpointed: { ...figures.rawCheckpointed, note: 'the same with our checkpointer' },
      peers: other.read(figures),
      eventLoop: watch.result(),
      goals: [{ text: 'p99 < 3 ms', met: figures.ours.median < 3 }],
      detail: { samples: count, p50Ms: side(medians).median, rawP50Ms: side(rawMedians).median },
    }),
  ]
}
