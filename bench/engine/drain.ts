import { countCommits } from './commits'
import type { Bench } from './context'
import { queuedFolder } from './folders'
import { loopWatch } from './loop-delay'
import { drainPeers } from './peers/peers'
import { rawDrain, readDrained } from './raw'
import type { Checkpointing } from './raw-checkpoints'
import { type Goal, median, type Peer, rawGoals, result } from './result'
import { interleave } from './rounds'
import { checkLeft } from './rows-left'
import { atOnce, counted, drained, engineOn, open, promptOf } from './subject'

/** 20,000 tasks through a provider function that answers at once, 5 at a time, with every attempt and settle on disk. */
export const drain: Bench = async ({ folder, rounds, quick, peers, profiling }) => {
  const count = quick ? 1_000 : 20_000
  const concurrency = 5
  const watch = loopWatch()
  const perSecond = (ms: number) => count / (ms / 1_000)
  const queued = await queuedFolder(folder.fresh('queued'), count)

  /** @returns the drained data folder, the milliseconds from start to the last settle on disk, and the processor's microseconds per task */
  async function once(watched = watch) {
    const dataDir = folder.copy(queued)
    const store = open(dataDir)
    const { call, allCalled } = counted(atOnce, count)
    const engine = await engineOn(store, call, { concurrency })
    const over = drained(store, allCalled)
    const cpu = cpuPerTask(count)
    const took = await watched.during(async () => {
      const start = performance.now()
      await engine.start()
      await over
      return performance.now() - start
    })
    const cpuUs = cpu()
    await engine.stop(0)
    store.close()
    checkLeft(dataDir, count, ['succeeded'])
    return { dataDir, took, cpuUs }
  }

  // Not timed: the engine's real transactions and rows, for raw SQLite to repeat; and the code is warm afterwards.
  let reference = ''
  const commits = await countCommits(async () => {
    reference = (await once(loopWatch())).dataDir
  })
  const rows = readDrained(reference)
  folder.remove(reference)
  const group = Math.max(1, Math.round(count / Math.max(1, commits - 2)))

  const cpuFigures = { ours: [] as number[], raw: [] as number[], rawCheckpointed: [] as number[] }
  const raw = (whose: Checkpointing) => async () => {
    const dataDir = folder.copy(queued)
    const cpu = cpuPerTask(count)
    const took = await rawDrain(dataDir, rows, group, whose)
    cpuFigures[whose === 'ours' ? 'rawCheckpointed' : 'raw'].push(cpu())
    checkLeft(dataDir, count, ['succeeded'])
    folder.remove(dataDir)
    return perSecond(took)
  }

  if (!profiling) await raw('sqlite')() // warm as well
  cpuFigures.raw = []

  const other = drainPeers(peers, folder, count, concurrency, promptOf)
  const figures = await interleave(
    { rounds, profiling },
    {
      ours: async () => {
        const { dataDir, took, cpuUs } = await once()
        cpuFigures.ours.push(cpuUs)
        folder.remove(dataDir)
        return perSecond(took)
      },
      raw: raw('sqlite'),
      rawCheckpointed: raw('ours'),
      ...other.runs,
    },
  )
  const { ours } = figures
  const others = other.read(figures)
  const goals: Goal[] = [
    ...rawGoals(0.5, ours, figures.raw, figures.rawCheckpointed),
    { text: '≥ 25,000 tasks/s', met: ours.median >= 25_000 },
    ...times(others.plainjob, 'plainjob', 3, ours.median),
    ...times(others.bullmq, 'BullMQ', 5, ours.median),
  ]
  return [
    result({
      ...{ name: 'drain', what: `${count} tasks, answered at once, ${concurrency} at a time`, unit: 'tasks/s', ours },
      raw: { ...figures.raw, note: `the same rows: each transaction settles ${group} and claims the next ${group}` },
      rawCheckpointed: { ...figures.rawCheckpointed, note: 'the same with our checkpointer' },
      peers: others,
      eventLoop: watch.result(),
      goals,
      detail: {
        ...{ tasks: count, concurrency, commits, tasksPerCommit: group },
        cpuUsPerTask: median(cpuFigures.ours),
        rawCpuUsPerTask: median(cpuFigures.raw),
        rawCheckpointedCpuUsPerTask: median(cpuFigures.rawCheckpointed),
      },
    }),
  ]
}

/** Starts counting; the answer is the microseconds of processor time for each task since then, on all threads of this process. */
function cpuPerTask(count: number): () => number {
  const from = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(from)
    return (user + system) / count
  }
}

/** A goal against a peer, when it ran. */
function times(peer: Peer | undefined, name: string, factor: number, ours: number): Goal[] {
  if (!peer || 'notRun' in peer) return []
  return [{ text: `≥ ${factor} × ${name}`, met: ours / peer.median >= factor }]
}
