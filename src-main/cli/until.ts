import type { Store } from '#store/store'

const tickMs = 1_000

/**
 * Resolves once `isOver` says so, or `stop` aborts. It is asked after commits and every second, for the countdown on the screen.
 * @param gatherMs commits within so long are one question; 0 asks after each
 */
export function until(
  store: Pick<Store, 'onNews'>,
  isOver: () => boolean,
  stop: AbortSignal,
  gatherMs = 0,
): Promise<void> {
  return new Promise((done) => {
    let gathering: NodeJS.Timeout | undefined
    const look = () => {
      gathering = undefined
      if (!stop.aborted && !isOver()) return
      off()
      clearInterval(ticking)
      clearTimeout(gathering)
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
