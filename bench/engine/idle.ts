import { longestSleepMs } from '#engine/scheduler'
import type { Bench } from './context'
import { backingOffFolder, queuedFolder } from './folders'
import { delayOf } from './loop-delay'
import { type LoopDelay, type Result, result, side } from './result'
import { checkLeft } from './rows-left'
import { runChild } from './run-child'

/** Milliseconds of processor time in the window, and how often the engine's timer fired in it. */
export type Idle = { readonly cpuMs: number; readonly eventLoop: LoopDelay | null; readonly timersFired: number }

const rounds = 2 // each takes more than a minute

/**
 * Processor time of an engine that has nothing to do: started, its lanes open, 100,000 tasks of which none is due for a day. The window of
 * 30 s is where the engine's timer of 60 s fires, for the first time since the start.
 */
export const idle: Bench = async ({ folder, quick, files }) => {
  const windowMs = quick ? 2_000 : 30_000
  const settleMs = quick ? 500 : longestSleepMs - windowMs + 5_000
  const count = quick ? 2_000 : 100_000
  const scheduled = await queuedFolder(folder.fresh('scheduled'), count, Date.now() + 24 * 60 * 60 * 1000)
  const backingOff = await backingOffFolder(folder.fresh('backing-off'), count)
  const watchedFolders = [folder.copy(scheduled), folder.copy(backingOff)] as const

  const runs = { scheduled: [] as Idle[], backingOff: [] as Idle[], raw: [] as Idle[] }
  const delays = { scheduled: [] as LoopDelay[], backingOff: [] as LoopDelay[] }
  const run = (name: 'idle-ours' | 'idle-raw', dataDir: string, watched = false) =>
    runChild<Idle>(files.child, name, { dataDir, settleMs, windowMs, watched })
  for (let round = 0; round < rounds; round++) {
    const [one, two, raw, ...watched] = await Promise.all([
      run('idle-ours', scheduled),
      run('idle-ours', backingOff),
      run('idle-raw', ''),
      run('idle-ours', watchedFolders[0], true),
      run('idle-ours', watchedFolders[1], true),
    ])
    const fired = [one, two, ...watched].map(({ timersFired }) => timersFired)
    if (!quick && fired.includes(0))
      throw new Error(`the timer fired ${fired.join(', ')} times where it was to be seen`)
    runs.scheduled.push(one)
    runs.backingOff.push(two)
    runs.raw.push(raw)
    for (const [index, name] of (['scheduled', 'backingOff'] as const).entries()) {
      const delay = watched[index]?.eventLoop
      if (delay) delays[name].push(delay)
    }
  }

  checkLeft(scheduled, count, ['scheduled'])
  checkLeft(backingOff, count, ['backing_off'])

  const seconds = windowMs / 1_000
  const cpu = (all: readonly Idle[]) => side(all.map(({ cpuMs }) => cpuMs))
  const of = (name: string, which: 'scheduled' | 'backingOff', tasks: string): Result => {
    const ours = cpu(runs[which])
    const percent = (ours.median / windowMs) * 100
    return result({
      name,
      what: `processor time over ${seconds} s with nothing to do: the lanes open, ${count} tasks that ${tasks}`,
      unit: 'ms',
      ours,
      raw: { ...cpu(runs.raw), note: 'a process that only waits' },
      eventLoop: delayOf(delays[which]),
      goals: [{ text: '0 % (below 0.05 %)', met: percent < 0.05 }],
      detail: {
        ...{ seconds, tasks: count, percent: Number(percent.toFixed(4)) },
        timersFired: runs[which].map(({ timersFired }) => timersFired).join(', '),
      },
    })
  }
  return [
    of('idle', 'scheduled', 'are scheduled for tomorrow'),
    of('idle-backing-off', 'backingOff', 'back off until tomorrow'),
  ]
}
