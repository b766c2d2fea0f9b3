import type { Bench } from './context'
import { delayOf } from './loop-delay'
import { type LoopDelay, type Result, result, type Side, side } from './result'
import { checkLeft } from './rows-left'
import { runChild } from './run-child'

/** What a process holds once its garbage is collected, in bytes. */
export type Held = { readonly heap: number; readonly resident: number }
/** With nothing queued, with `count` tasks and with twice as many; and the event loop's delay while the first and the second were queued. */
export type Growth = {
  readonly held: readonly [Held, Held, Held]
  readonly eventLoop: readonly [LoopDelay, LoopDelay]
}
type Part = 'first' | 'second'

/**
 * Memory for each task that waits in the queue: of the first 100,000, in which SQLite's cache and V8's own room grow to their size as well;
 * and of 100,000 more, where what grows grows with the queue.
 */
export const memory: Bench = async ({ folder, rounds, quick, files }) => {
  const count = quick ? 5_000 : 100_000
  async function grow(name: 'memory-ours' | 'memory-raw', lane: 'paused' | 'open'): Promise<Growth> {
    const dataDir = folder.fresh('memory')
    const growth = await runChild<Growth>(files.child, name, { dataDir, count, lane })
    if (name === 'memory-ours') checkLeft(dataDir, 2 * count, ['queued'])
    folder.remove(dataDir)
    return growth
  }

  const ours: Growth[] = []
  const raw: Growth[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push(await grow('memory-ours', 'paused'))
    raw.push(await grow('memory-raw', 'paused'))
  }
  const open = [await grow('memory-ours', 'open')]

  const firstTasks = `the first ${count} queued tasks`
  const moreTasks = `${count} more queued tasks`
  const inFlight = 'the lane open and 5 calls in flight; one run'
  return [
    of('memory', `growth for each of ${moreTasks}`, 'second', { count, ours, raw }),
    of('memory-first', `growth for each of ${firstTasks}`, 'first', { count, ours, raw }),
    of('memory-open', `growth for each of ${moreTasks}, ${inFlight}`, 'second', { count, ours: open }),
    of('memory-open-first', `growth for each of ${firstTasks}, ${inFlight}`, 'first', { count, ours: open }),
  ]
}

function of(
  name: string,
  what: string,
  part: Part,
  { count, ours, raw }: { count: number; ours: readonly Growth[]; raw?: readonly Growth[] },
): Result {
  const each = (all: readonly Growth[], kind: keyof Held): Side =>
    side(
      all.map(({ held: [empty, once, twice] }) => {
        const [before, after] = part === 'first' ? [empty, once] : [once, twice]
        return (after[kind] - before[kind]) / count
      }),
    )
  const heap = each(ours, 'heap')
  const resident = each(ours, 'resident')
  return result({
    ...{ name, what, unit: 'bytes', ours: heap },
    raw: raw ? { ...each(raw, 'heap'), note: 'the same rows inserted' } : null,
    eventLoop: delayOf(ours.map(({ eventLoop }) => eventLoop[part === 'first' ? 0 : 1])),
    goals: [
      { text: '< 150 bytes of heap and buffers', met: heap.median < 150 },
      { text: '< 150 bytes of resident memory', met: resident.median < 150 },
    ],
    detail: {
      ...{ tasks: count, residentBytes: resident.median },
      ...(raw ? { rawResidentBytes: each(raw, 'resident').median } : {}),
    },
  })
}
