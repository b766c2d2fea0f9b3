import type { EpochMs } from '#shared/task'
import type { DueWork } from '../ports'

/** After a step could not be stored, it is tried again this much later. */
export const retryMs = 5_000

type Parts = {
  readonly now: () => EpochMs
  readonly nextDueAt: (now: EpochMs) => EpochMs | null
  readonly onSooner: (listener: () => void) => void
  /** Does some of what is due; called again while more of it is. Rejects where the store takes nothing. */
  readonly step: (now: EpochMs) => Promise<void>
  readonly onTrouble?: ((error: unknown) => void) | undefined
}

/** Work in steps, as the engine's one timer knows it. A step that the store does not take is still due, and tried again a little later. */
export function retriedWork({ now, nextDueAt, onSooner, step, onTrouble }: Parts): DueWork {
  let failedAt: EpochMs | null = null

  function dueAt(): EpochMs | null {
    const at = nextDueAt(now())
    if (at === null || failedAt === null) return at
    const isSetBack = now() < failedAt
    return isSetBack ? at : Math.max(at, failedAt + retryMs)
  }

  return {
    nextDueAt: dueAt,
    onSooner,
    async run(at) {
      try {
        // One step each time the timer asks: what else is due has its turn between them.
        await step(at)
        failedAt = null
      } catch (error) {
        failedAt = at
        onTrouble?.(error)
      }
    },
  }
}
