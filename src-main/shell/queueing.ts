/** Imports that are being queued now. Until one is done nothing of it is there, so whoever quits amid it would have queued nothing. */
export function createQueueing() {
  let running = 0
  const listeners = new Set<() => void>()
  return {
    count: () => running,
    /** @returns the import of which it is told, once that is done or given up */
    async through<T>(work: () => Promise<T>): Promise<T> {
      running++
      try {
        return await work()
      } finally {
        running--
        for (const listener of listeners) listener()
      }
    },
    /** Called after each that has ended. */
    onEnd(listener: () => void): void {
      listeners.add(listener)
    },
  }
}
export type Queueing = ReturnType<typeof createQueueing>
