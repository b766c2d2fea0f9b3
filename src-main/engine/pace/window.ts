/** In how many pieces a window is remembered: what is sent counts for up to 1/256 of the window longer than it must, and never shorter. */
const pieces = 256

/** What was used in the last `windowMs`, wherever that window is laid: a limit that holds for each of them holds for a fixed window too. */
export type SlidingWindow = {
  /** Milliseconds until `amount` fits below the limit; more than the whole limit fits into a window that is empty. */
  readonly waitMs: (now: number, amount: number, limit: number) => number
  readonly add: (now: number, amount: number) => void
  /** Corrects what was added at `at`; without effect once that has left the window. */
  readonly adjust: (at: number, difference: number) => void
  readonly used: (now: number) => number
}

export function createWindow(windowMs: number): SlidingWindow {
  const pieceMs = windowMs / pieces
  const filled: { readonly firstAt: number; lastAt: number; amount: number }[] = []
  let sum = 0

  function forget(now: number) {
    for (let oldest = filled[0]; oldest && oldest.lastAt + windowMs <= now; oldest = filled[0]) {
      sum -= oldest.amount
      filled.shift()
    }
    if (filled.length === 0) sum = 0 // what rounding left
  }
  return {
    waitMs: (now, amount, limit) => {
      forget(now)
      let over = sum + amount - limit
      if (over <= 1e-6) return 0
      let waitMs = 0
      for (const piece of filled) {
        if (over <= 1e-6) break
        over -= piece.amount
        waitMs = piece.lastAt + windowMs - now
      }
      return waitMs
    },
    add: (now, amount) => {
      forget(now)
      sum += amount
      const newest = filled.at(-1)
      if (newest && now - newest.firstAt < pieceMs) {
        newest.amount += amount
        newest.lastAt = Math.max(newest.lastAt, now)
      } else filled.push({ firstAt: now, lastAt: now, amount })
    },
    adjust: (at, difference) => {
      let n = filled.length - 1 // from the end: most calls are short
      while (n > 0 && (filled[n - 1]?.lastAt ?? at) >= at) n--
      const piece = filled[n]
      if (!piece || piece.lastAt < at || piece.firstAt > at) return
      const change = Math.max(difference, -piece.amount)
      piece.amount += change
      sum += change
    },
    used: (now) => {
      forget(now)
      return sum
    },
  }
}
