import type { PauseScope } from '#shared/contract'
import { standingStill } from '#shared/standing-still'
import { ask } from './ask'
import { useStore } from './store'

/** Stops new work of these from starting, or lets it start again. What runs goes on. */
export const setPaused = (scopes: PauseScope[], paused: boolean): Promise<unknown> =>
  ask('setPaused', { scopes, paused }, { failed: paused ? 'Nothing was paused' : 'Nothing was resumed' })

const all: PauseScope = { kind: 'all' }

/** Pauses everything, or resumes it when everything stands still. */
export async function pauseAll(): Promise<void> {
  const { overview } = useStore.getState()
  const still = overview ? standingStill(overview) : []
  await (still.length > 0 ? setPaused(still, false) : setPaused([all], true))
}

/** Whether nothing new starts in the window's whole engine. */
export const useAllStill = (): boolean =>
  useStore(({ overview }) => overview !== null && standingStill(overview).length > 0)
