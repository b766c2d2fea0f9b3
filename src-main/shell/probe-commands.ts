import type { Releases } from '#engine/letters/releases'
import type { Picking } from '#engine/triage'
import type { Handlers, Selection, WindowId } from '#shared/contract'

type Names = 'probeLetters' | 'releaseLetters' | 'pauseRelease' | 'abortRelease'
type Parts = {
  readonly releases: Releases
  /** Which tasks a window means. */
  readonly picking: (selection: Selection, window: WindowId) => Picking
}

/** One dead letter ahead, and the rest behind it. */
export function probeCommands({ releases, picking }: Parts): Pick<Handlers, Names> {
  return {
    probeLetters: async ({ selection, pace, probe }, window) => releases.probe(picking(selection, window), pace, probe),
    releaseLetters: ({ id, pace }) => releases.release(id, pace),
    pauseRelease: ({ id, paused }) => releases.setPaused(id, paused),
    abortRelease: ({ id }) => releases.abort(id),
  }
}
