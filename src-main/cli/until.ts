import type { Store } from '#store/store'

const tickMs = 1_000

/**
 * Resolves once `isOver` says so, or `stop` aborts. It is asked after commits and every second, for the countdown on the screen.
 * @param gatherMs commits within so long are one question; 0 asks after each
 */
export function until(
  store: Pick<Store, 'onNews' | 'failed'>,
  isOver: () => boolean,
  stop: AbortSignal,
  gatherMs = 0,
): Promise<void> {
  return new Promise((done) => {
    let gathering: NodeJS.Timeout | undefined
    const isEnd = () => {
      try {
        return stop.aborted || isOver()
      } catch (error) {
        store.failed(error)
        return false
      }
    }
    const look = () => {
      clearTimeout(gathering)
      gathering = undefined
      if (!isEnd()) return
      off()
      clearInterval(ticking)
      stop.removeEventListener('abort', look)
      done()
    }
    const off = store.onNews(() => {
      if (gatherMs === 0) look()
      else gathering ??= setTimeout(look, gatherMs)
    })
    const ticking = setInterval(look, tickMs)
    stop.addEventListener('abort', look)
    look()
  })
}

/** Resolves with null once it aborts. */
export const abortOf = (signal: AbortSignal): Promise<null> =>
  new Promise((done) => {
    if (signal.aborted) done(null)
    signal.addEventListener('abort', () => done(null))
  })
