import type { PauseScope } from '#shared/contract'
import type { Overview } from '#shared/overview'
import { ask } from './ask'
import { useStore } from './store'

/** Stops new work of these from starting, or lets it start again. What runs goes on. */
export const setPaused = (scopes: PauseScope[], paused: boolean): Promise<unknown> =>
  ask('setPaused', { scopes, paused }, { failed: paused ? 'Nothing was paused' : 'Nothing was resumed' })

const all: PauseScope = { kind: 'all' }

/** What must be resumed so that work goes on; empty while some lane may start something. */
export function standingStill({ paused, lanes }: Pick<Overview, 'paused' | 'lanes'>): PauseScope[] {
  const still = lanes.filter((lane) => lane.paused).map(({ name }): PauseScope => ({ kind: 'lane', lane: name }))
  const everyLane = lanes.length > 0 && still.length === lanes.length ? still : []
  return [...(paused === 'no' ? [] : [all]), ...everyLane]
}

/** Pauses everything, or resumes it when everything stands still. */
export async function pauseAll(): Promise<void> {
  const { overview } = useStore.getState()
  const still = overview ? standingStill(overview) : []
  await (still.length > 0 ? setPaused(still, false) : setPaused([all], true))
}

/** Whether nothing new starts in the window's whole engine. */
export const useAllStill = (): boolean =>
  useStore(({ overview }) => overview !== null && standingStill(overview).length > 0)
