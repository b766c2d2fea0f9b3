type Parts<T> = {
  readonly read: () => T
  readonly seen: (value: T) => void
  readonly failed: (error: unknown) => void
}

/** What is outside of the windows is looked at no more often, whatever the engine does. */
export const pulseMs = 1_000

/** Reads and tells a second after something has changed, however much changes meanwhile. */
export function createPulse<T>({ read, seen, failed }: Parts<T>) {
  let timer: NodeJS.Timeout | null = null
  let stopped = false

  function beat() {
    timer = null
    try {
      seen(read())
    } catch (error) {
      failed(error)
    }
  }

  return {
    dirty() {
      if (!stopped) timer ??= setTimeout(beat, pulseMs)
    },
    /** At once. */
    beat() {
      if (timer) clearTimeout(timer)
      if (!stopped) beat()
    },
    stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
