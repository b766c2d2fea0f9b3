import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from './context'
import { loopWatch } from './loop-delay'
import { latencyPeers } from './peers/peers'
import { openRaw, type QueuedRow, rawOne, readQueued } from './raw'
import { percentile, result, side } from './result'
import { interleave } from './rounds'
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
  async function raw() {
    const dataDir = folder.fresh('latency')
    const db = openRaw(dataDir)
    const enqueueAndClaim = rawOne(db)
    const taken: number[] = []
    for (const row of rows) {
      const start = performance.now()
      enqueueAndClaim(row)
      taken.push(performance.now() - start)
      await sleep(4)
    }
    db.close()
    folder.remove(dataDir)
    rawMedians.push(percentile(taken, 50))
    return percentile(taken, 99)
  }

  const other = latencyPeers(peers, folder, promptOf, quick)
  const figures = await interleave({ rounds, profiling }, { ours, raw, ...other.runs })
  return [
    result({
      ...{ name: 'latency', what: `from enqueue to the call on an idle lane, p99 of ${count}`, unit: 'ms' },
      ours: figures.ours,
      raw: { ...figures.raw, note: 'insert and claim in one transaction' },
      peers: other.read(figures),
      eventLoop: watch.result(),
      goals: [{ text: 'p99 < 3 ms', met: figures.ours.median < 3 }],
      detail: { samples: count, p50Ms: side(medians).median, rawP50Ms: side(rawMedians).median },
    }),
  ]
}
