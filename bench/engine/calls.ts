import type { Bench } from './context'
import { queuedFolder } from './folders'
import { loopWatch } from './loop-delay'
import { callPeers } from './peers/peers'
import { openRaw } from './raw'
import { type Checkpointing, rawCheckpoints } from './raw-checkpoints'
import { result } from './result'
import { interleave } from './rounds'
import { checkLeft } from './rows-left'
import { after, counted, drained, engineOn, open, promptOf } from './subject'

const callMs = 50
const concurrency = 20

/** Calls of 50 ms, 20 at a time: how much longer than the calls themselves it takes. */
export const calls: Bench = async ({ folder, rounds, quick, peers, profiling }) => {
  const count = quick ? 200 : 2_000
  const idealMs = (count / concurrency) * callMs
  const watch = loopWatch()
  const queued = await queuedFolder(folder.fresh('queued'), count)

  async function ours() {
    const dataDir = folder.copy(queued)
    const store = open(dataDir)
    const { call, allCalled } = counted(after(callMs), count)
    const engine = await engineOn(store, call, { concurrency })
    const over = drained(store, allCalled)
    const took = await watch.during(async () => {
      const start = performance.now()
      await engine.start()
      await over
      return performance.now() - start
    })
    await engine.stop(0)
    store.close()
    checkLeft(dataDir, count, ['succeeded'])
    folder.remove(dataDir)
    return took / idealMs
  }
  /** The least that it takes: the bare timers, and one transaction a turn for those that ended and those that are next. */
  const raw = (whose: Checkpointing) => async () => {
    const dataDir = folder.copy(queued)
    const db = openRaw(dataDir)
    const checkpoints = rawCheckpoints(db, whose)
    const claim = db.prepare(`UPDATE tasks SET title = 'claimed' WHERE id = ?`)
    const settle = db.prepare(`UPDATE tasks SET title = 'settled' WHERE id = ?`)
    const took = await bareLoop(count, (ended, next) => {
      db.transaction(() => {
        for (const id of ended) settle.run(id)
        for (const id of next) claim.run(id)
      }).immediate()
      void checkpoints.afterCommit()
    })
    checkpoints.stop()
    db.close()
    folder.remove(dataDir)
    return took / idealMs
  }

  const other = callPeers(peers, folder, { count, concurrency, callMs, idealMs }, promptOf)
  const figures = await interleave(
    { rounds, profiling },
    { ours, raw: raw('sqlite'), rawCheckpointed: raw('ours'), ...other.runs },
  )
  return [
    result({
      name: 'calls',
      what: `${count} calls of ${callMs} ms, ${concurrency} at a time`,
      unit: '× the ideal time',
      ours: figures.ours,
      raw: { ...figures.raw, note: 'bare timers and one small transaction a turn' },
      rawCheckpointed: { ...figures.rawCheckpointed, note: 'the same with our checkpointer' },
      peers: other.read(figures),
      eventLoop: watch.result(),
      goals: [{ text: '≤ 1.03 of the ideal time', met: figures.ours.median <= 1.03 }],
      detail: { tasks: count, concurrency, idealMs },
    }),
  ]
}

/** @returns milliseconds */
function bareLoop(count: number, write: (ended: readonly number[], next: readonly number[]) => void): Promise<number> {
  return new Promise((done) => {
    const start = performance.now()
    let claimed = 0
    let running = 0
    let ended: number[] = []
    let turn = false
    const commit = () => {
      turn = false
      running -= ended.length
      const next: number[] = []
      while (running + next.length < concurrency && claimed < count) next.push(++claimed)
      write(ended, next)
      ended = []
      running += next.length
      if (running === 0) return done(performance.now() - start)
      for (const id of next) setTimeout(end, callMs, id)
    }
    const end = (id: number) => {
      ended.push(id)
      if (!turn) setImmediate(commit)
      turn = true
    }
    commit()
  })
}
