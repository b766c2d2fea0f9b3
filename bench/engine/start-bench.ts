import type { Bench } from './context'
import { queuedFolder } from './folders'
import { delayOf } from './loop-delay'
import { type LoopDelay, median, result, side } from './result'
import { checkLeft } from './rows-left'
import { runChild, runToItsDeath } from './run-child'

/** `killed`: it kills itself at the first call. `watched`: the event loop is watched, and its moments are not read. */
export type StartOf = { readonly dataDir: string; readonly as: 'timed' | 'watched' | 'killed' }
/** Moments in epoch milliseconds with fractions. */
export type Started = {
  readonly loaded: number
  readonly opened: number
  readonly started: number
  readonly called: number
  readonly eventLoop: LoopDelay | null
}

/** From the start of a process to the first call of the provider function, with 100,000 tasks in the queue: after an end that was clean,
 *  and after one that was not, when the file is checked first and what was in flight runs alone. */
export const start: Bench = async ({ folder, rounds, quick, files }) => {
  const count = quick ? 2_000 : 100_000
  const dataDir = await queuedFolder(folder.fresh('queued'), count)

  async function timed(file: string) {
    const spawned = performance.timeOrigin + performance.now()
    const { loaded, opened, started, called } = await runChild<Started>(file, 'start', { dataDir, as: 'timed' })
    return {
      total: called - spawned,
      parts: { boot: loaded - spawned, open: opened - loaded, load: started - opened, engine: called - started },
    }
  }
  /** All of one kind of start. */
  function starts(before: (file: string) => Promise<void>) {
    const ours: Awaited<ReturnType<typeof timed>>[] = []
    const raw: number[] = []
    const eventLoop: LoopDelay[] = []
    return {
      async round(counts: boolean) {
        await before(files.start)
        const own = await timed(files.start)
        await before(files.startRaw)
        const bare = await timed(files.startRaw)
        await before(files.start)
        const watched = await runChild<Started>(files.start, 'start', { dataDir, as: 'watched' })
        if (!counts) return
        ours.push(own)
        raw.push(bare.total)
        if (watched.eventLoop) eventLoop.push(watched.eventLoop)
      },
      figures() {
        const part = (name: keyof (typeof ours)[number]['parts']) => median(ours.map(({ parts }) => parts[name]))
        return {
          ours: side(ours.map(({ total }) => total)),
          raw: side(raw),
          eventLoop: delayOf(eventLoop),
          detail: {
            queued: count,
            processAndCodeMs: part('boot'),
            openStoreMs: part('open'),
            createEngineMs: part('load'),
            engineStartToCallMs: part('engine'),
          },
        }
      },
    }
  }

  const clean = starts(async () => {})
  const afterKill = starts((file) => runToItsDeath(file, 'start', { dataDir, as: 'killed' }))
  for (let round = 0; round <= rounds; round++) {
    const counts = round > 0 // the files come from the disk the first time, and from the system's memory afterwards
    await clean.round(counts)
    await afterKill.round(counts)
  }

  checkLeft(dataDir, count, ['queued', 'succeeded'])

  const [normal, killed] = [clean.figures(), afterKill.figures()]
  const what = `from the process's start to the first call, with ${count} queued`
  return [
    result({
      ...{ name: 'start', what, unit: 'ms', ...normal },
      raw: { ...normal.raw, note: 'a process that opens the file and claims one row' },
      goals: [{ text: '< 300 ms', met: normal.ours.median < 300 }],
    }),
    result({
      ...{ name: 'start-after-kill', what: `${what}, after a kill`, unit: 'ms', ...killed },
      raw: { ...killed.raw, note: 'the same, whose file is checked as well' },
      goals: [],
    }),
  ]
}
