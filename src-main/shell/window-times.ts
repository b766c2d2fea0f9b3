import type { DueWork } from '#engine/ports'
import { type RunWindow, type WindowState, windowKeeper } from '#shared/run-window'
import type { EpochMs } from '#shared/task'

/** Far more lists of windows than lanes and shown batches have; beyond, those of the past are let go. */
const mostKept = 1_000

/** When run windows open, for what a window of the app shows, and when that has to be told anew. */
export function createWindowTimes(now: () => EpochMs) {
  const keepers = new Map<string, (now: EpochMs) => WindowState>()
  let changesAt: EpochMs | null = null

  return {
    /** When they open next; null when they are open. */
    opensAt(windows: readonly RunWindow[]): EpochMs | null {
      if (windows.length === 0) return null
      if (keepers.size > mostKept) keepers.clear()
      const key = JSON.stringify(windows)
      const keeper = keepers.get(key) ?? windowKeeper(windows)
      keepers.set(key, keeper)
      const state = keeper(now())
      if (state.changesAt !== null) changesAt = Math.min(changesAt ?? state.changesAt, state.changesAt)
      return state.open ? null : state.changesAt
    },
    /** All of them are about to be asked anew. */
    forget() {
      changesAt = null
    },
    /** Calls `tell` when an answer no longer holds, though nothing else happened. */
    due: (tell: () => void): DueWork => ({
      nextDueAt: () => changesAt,
      async run() {
        changesAt = null // who asks again names the next one
        tell()
      },
    }),
  }
}
export type WindowTimes = ReturnType<typeof createWindowTimes>
