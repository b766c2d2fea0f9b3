type Precision = 1_000 | 100

/** One clock for the whole window: countdowns agree, and a test or a screenshot can stop it. */
export function createClock(read: () => number = () => Date.now()) {
  const listeners = new Map<() => void, Precision>()
  let frozen: number | null = null
  let fine = read()
  let coarse = fine
  let timer: ReturnType<typeof setInterval> | null = null
  let every: Precision | null = null

  function tick() {
    fine = frozen ?? read()
    const whole = every === 1_000 || Math.floor(fine / 1_000) !== Math.floor(coarse / 1_000)
    if (whole) coarse = fine
    for (const [listener, precision] of listeners) if (whole || precision === 100) listener()
  }

  function pace() {
    const wanted: Precision | null =
      frozen !== null || listeners.size === 0 ? null : [...listeners.values()].includes(100) ? 100 : 1_000
    if (wanted === every) return
    if (timer !== null) clearInterval(timer)
    every = wanted
    timer = wanted === null ? null : setInterval(tick, wanted)
  }

  return {
    now: (precision: Precision) => (precision === 100 ? fine : coarse),
    subscribe(listener: () => void, precision: Precision) {
      if (listeners.size === 0 && frozen === null) {
        fine = read()
        coarse = fine
      }
      listeners.set(listener, precision)
      pace()
      return () => {
        listeners.delete(listener)
        pace()
      }
    },
    /** Time may have gone by without a tick: the machine slept, or the window was out of sight and its timers were held back. */
    wake() {
      if (frozen !== null || listeners.size === 0) return
      fine = read()
      coarse = fine
      for (const listener of [...listeners.keys()]) listener()
    },
    /** Stands still at that moment until it is set again; null lets it run. */
    set(at: number | null) {
      frozen = at
      pace()
      fine = at ?? read()
      coarse = fine
      for (const listener of [...listeners.keys()]) listener()
    },
  }
}
export type Clock = ReturnType<typeof createClock>

export const clock = createClock()

// Whatever comes first once the window is in sight or in use again.
document.addEventListener('visibilitychange', clock.wake)
document.addEventListener('resume', clock.wake)
for (const event of ['focus', 'pageshow', 'pointerdown', 'keydown']) window.addEventListener(event, clock.wake)
