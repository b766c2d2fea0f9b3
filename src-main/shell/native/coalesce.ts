type Parts<T> = {
  readonly now: () => number // epoch ms
  /** What of a kind had gathered, the oldest first; false when it was not told after all, so that the next need not wait. */
  readonly tell: (kind: string, gathered: readonly T[]) => boolean
}

/** What happens at once is told together. */
export const gatherMs = 2_000
/** At most once in this time of each kind: a thousand dead letters are one notification. */
export const everyMs = 60_000

/** Gathers what happens, and tells it at most once a minute for each kind. */
export function createCoalescer<T>({ now, tell }: Parts<T>) {
  const waiting = new Map<string, { readonly gathered: T[]; readonly timer: NodeJS.Timeout }>()
  const told = new Map<string, number>()

  function due(kind: string) {
    const gathered = waiting.get(kind)?.gathered ?? []
    waiting.delete(kind)
    const at = now()
    if (tell(kind, gathered)) told.set(kind, at)
  }

  return {
    add(kind: string, happening: T) {
      const known = waiting.get(kind)
      if (known) return void known.gathered.push(happening)
      const left = (told.get(kind) ?? -Infinity) + everyMs - now()
      // A clock that was set back makes nobody wait for longer than what it was to last.
      const waitMs = Math.min(Math.max(gatherMs, left), everyMs)
      waiting.set(kind, { gathered: [happening], timer: setTimeout(due, waitMs, kind) })
    },
    /** A person has looked: what waits is no news any more. */
    forget() {
      for (const { timer } of waiting.values()) clearTimeout(timer)
      waiting.clear()
    },
  }
}
