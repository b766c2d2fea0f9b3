import type { Bench } from './context'
import { queuedFolder } from './folders'
import { result } from './result'
import { runChild } from './run-child'

/** Milliseconds of processor time in each part of the wait. */
export type Idle = { readonly parts: readonly number[] }

/** Processor time of an engine that has nothing to do: started, 100,000 tasks in its queue, its lane paused. */
export const idle: Bench = async ({ folder, quick, files }) => {
  const seconds = quick ? 2 : 30
  const parts = 5
  const dataDir = await queuedFolder(folder.fresh('queued'), quick ? 2_000 : 100_000)
  const asked = { dataDir, parts, partMs: (seconds * 1_000) / parts }
  const [ours, bare] = await Promise.all([
    runChild<Idle>(files.child, 'idle-ours', asked),
    runChild<Idle>(files.child, 'idle-raw', asked),
  ])
  const total = (all: readonly number[]) => all.reduce((sum, part) => sum + part, 0)
  const percent = (total(ours.parts) / (seconds * 1_000)) * 100
  return [
    result({
      name: 'idle',
      what: `processor time over ${seconds} s with nothing to do`,
      unit: 'ms',
      ours: { median: total(ours.parts), all: ours.parts },
      raw: { median: total(bare.parts), all: bare.parts, note: 'a process that only waits' },
      goals: [{ text: '0 % (below 0.05 %)', met: percent < 0.05 }],
      detail: {
        seconds,
        percent: Number(percent.toFixed(4)),
        allAre: `the ${parts} parts of the wait; the figure is their sum`,
      },
    }),
  ]
}
