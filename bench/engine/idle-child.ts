import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '#engine/ports'
import { systemClock } from '#engine/system-clock'
import type { Idle } from './idle'
import { loopWatch } from './loop-delay'
import { engineOn, open } from './subject'

/** `watched`: the event loop's delay is measured, whose own timer costs processor time, and so that is not. */
type Config = { dataDir: string; settleMs: number; windowMs: number; watched: boolean }

export async function ours({ dataDir, settleMs, windowMs, watched }: Config): Promise<Idle> {
  const store = open(dataDir)
  let fired = 0
  const clock: Clock = {
    ...systemClock,
    timer: (ms, callback) =>
      systemClock.timer(ms, () => {
        fired++
        callback()
      }),
  }
  let calls = 0
  const engine = await engineOn(
    store,
    () => {
      calls++
      throw new Error('nothing may run')
    },
    { clock },
  )
  await engine.start()
  const { cpuMs, eventLoop } = await measure(settleMs, windowMs, { watched, onBegin: () => (fired = 0) })
  const timersFired = fired
  await engine.stop(0)
  store.close()
  if (calls > 0) throw new Error(`${calls} calls were made of tasks that are due much later`)
  return { cpuMs, eventLoop, timersFired }
}

export const raw = async ({ settleMs, windowMs }: Config): Promise<Idle> => ({
  ...(await measure(settleMs, windowMs, { watched: false, onBegin() {} })),
  timersFired: 0,
})

/** @param settleMs what starting up left to do in the background is done by then */
async function measure(
  settleMs: number,
  windowMs: number,
  { watched, onBegin }: { watched: boolean; onBegin: () => void },
): Promise<Omit<Idle, 'timersFired'>> {
  globalThis.gc?.()
  await sleep(settleMs)
  onBegin()
  if (watched) {
    const watch = loopWatch()
    await watch.during(() => sleep(windowMs))
    return { cpuMs: 0, eventLoop: watch.result() }
  }
  const before = process.cpuUsage()
  await sleep(windowMs)
  const { user, system } = process.cpuUsage(before)
  return { cpuMs: (user + system) / 1_000, eventLoop: null }
}
