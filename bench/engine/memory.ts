import type { Bench } from './context'
import { type Goal, result, side } from './result'
import { runChild } from './run-child'

/** What a process holds once its garbage is collected, in bytes. */
export type Held = { readonly heap: number; readonly resident: number }
export type Growth = { readonly before: Held; readonly after: Held }

/** Memory for each task that waits in the queue: 100,000 are added to a process that has already queued as many. */
export const memory: Bench = async ({ folder, rounds, quick, files }) => {
  const count = quick ? 5_000 : 100_000
  const warmUp = count // once as many were queued, SQLite's cache and V8's own room have their size: what grows then grows for each task
  const figures = { ours: [] as number[], raw: [] as number[], resident: [] as number[], rawResident: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    for (const which of ['ours', 'raw'] as const) {
      const dataDir = folder.fresh('memory')
      const { before, after } = await runChild<Growth>(files.child, `memory-${which}`, { dataDir, warmUp, count })
      figures[which].push((after.heap - before.heap) / count)
      figures[which === 'ours' ? 'resident' : 'rawResident'].push((after.resident - before.resident) / count)
      folder.remove(dataDir)
    }
  }
  const ours = side(figures.ours)
  const resident = side(figures.resident)
  const goals: Goal[] = [
    { text: '< 150 bytes of heap and buffers', met: ours.median < 150 },
    { text: '< 150 bytes of resident memory', met: resident.median < 150 },
  ]
  return [
    result({
      ...{ name: 'memory', what: `growth for each of ${count} queued tasks`, unit: 'bytes', ours, goals },
      raw: { ...side(figures.raw), note: 'the same rows inserted' },
      detail: { tasks: count, residentBytes: resident.median, rawResidentBytes: side(figures.rawResident).median },
    }),
  ]
}
