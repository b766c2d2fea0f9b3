import type { Bench } from './context'
import { queuedFolder } from './drain'
import { median, result, side } from './result'
import { runChild } from './run-child'

/** Moments in epoch milliseconds with fractions. */
export type Started = {
  readonly process: number
  readonly loaded: number
  readonly opened: number
  readonly started: number
  readonly called: number
}

/** From the start of a process to the first call of the provider function, with 100,000 tasks in the queue. */
export const start: Bench = async ({ folder, rounds, quick, files }) => {
  const count = quick ? 2_000 : 100_000
  const dataDir = await queuedFolder(folder.fresh('queued'), count)
  const figures = {
    ours: [] as number[],
    raw: [] as number[],
    boot: [] as number[],
    load: [] as number[],
    open: [] as number[],
    engine: [] as number[],
  }
  for (let round = 0; round <= rounds; round++) {
    const spawned = performance.timeOrigin + performance.now()
    const ours = await runChild<Started>(files.start, 'start', { dataDir })
    const rawSpawned = performance.timeOrigin + performance.now()
    const raw = await runChild<Started>(files.startRaw, 'start', { dataDir })
    if (round === 0) continue // the files come from the disk the first time, and from the system's memory afterwards
    figures.ours.push(ours.called - spawned)
    figures.raw.push(raw.called - rawSpawned)
    figures.boot.push(ours.loaded - spawned)
    figures.open.push(ours.opened - ours.loaded)
    figures.load.push(ours.started - ours.opened)
    figures.engine.push(ours.called - ours.started)
  }
  const ours = side(figures.ours)
  return [
    result({
      ...{ name: 'start', what: `from the process's start to the first call, with ${count} queued`, unit: 'ms', ours },
      raw: { ...side(figures.raw), note: 'a process that opens the file and claims one row' },
      goals: [{ text: '< 300 ms', met: ours.median < 300 }],
      detail: {
        queued: count,
        processAndCodeMs: median(figures.boot),
        openStoreMs: median(figures.open),
        createEngineMs: median(figures.load),
        engineStartToCallMs: median(figures.engine),
      },
    }),
  ]
}
