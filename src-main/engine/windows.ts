import { type RunWindow, type WindowState, windowKeeper } from '#shared/run-window'
import type { EpochMs } from '#shared/task'

/**
 * Run windows of lanes and batches, asked at every claim: each distinct list is worked out once until it may change.
 * @param onSooner one was found closed that opens before all known ones: who waits for `nextDueAt` has to ask again
 */
export function createWindows(onSooner: () => void) {
  const keepers = new Map<string, (now: EpochMs) => WindowState>()
  /** Those that held work up when they were last asked, and when to ask again. */
  const closed = new Map<string, EpochMs>()

  return {
    /** Whether work may start now; one that says no is looked at again by itself when it opens. */
    open(windows: readonly RunWindow[], now: EpochMs): boolean {
      if (windows.length === 0) return true
      const key = JSON.stringify(windows)
      const keeper = keepers.get(key) ?? windowKeeper(windows)
      keepers.set(key, keeper)
      const { open, changesAt } = keeper(now)
      if (open || changesAt === null) closed.delete(key)
      else if (closed.get(key) !== changesAt) {
        const before = this.nextDueAt()
        closed.set(key, changesAt)
        if (before === null || changesAt < before) onSooner()
      }
      return open
    },
    nextDueAt(): EpochMs | null {
      return closed.size === 0 ? null : Math.min(...closed.values())
    },
    /** Forgets those whose time has come: whoever still needs them asks anew. True when there were any. */
    openDue(now: EpochMs): boolean {
      let any = false
      for (const [key, at] of closed) {
        if (at > now) continue
        closed.delete(key)
        any = true
      }
      return any
    },
  }
}
export type Windows = ReturnType<typeof createWindows>
