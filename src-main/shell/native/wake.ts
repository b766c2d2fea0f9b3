import type { Standing } from './standing'

/**
 * Once nothing runs any more and tasks still wait, the computer is kept awake for so long: one that nobody has touched for hours falls asleep
 * the moment it may, and most waits of providers end within minutes.
 */
export const lingerMs = 600_000

type Parts = { readonly start: () => number; readonly stop: (id: number) => void }

/** Keeps the computer from falling asleep while tasks run. Its screen may go dark. */
export function createWake({ start, stop }: Parts) {
  let held: number | null = null
  let timer: NodeJS.Timeout | null = null

  function stay() {
    if (timer) clearTimeout(timer)
    timer = null
    held ??= start()
  }
  function letGo() {
    if (timer) clearTimeout(timer)
    timer = null
    if (held !== null) stop(held)
    held = null
  }

  return {
    look({ running, waiting }: Pick<Standing, 'running' | 'waiting'>, wanted: boolean) {
      if (!wanted) letGo()
      else if (running > 0) stay()
      else if (waiting === 0) letGo()
      else if (held !== null) timer ??= setTimeout(letGo, lingerMs)
    },
    end: letGo,
  }
}
