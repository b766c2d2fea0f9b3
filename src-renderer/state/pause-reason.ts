import type { Overview } from '#shared/overview'
import type { TaskView } from '#shared/task'
import { useStore } from './store'

/** Whose pause keeps a task from starting. */
export type PauseReason = 'safe_mode' | 'all' | 'lane' | 'batch' | 'provider'
export const pauseWords: Readonly<Record<PauseReason, string>> = {
  safe_mode: 'Everything is paused: the last starts ended within a minute',
  all: 'Everything is paused',
  lane: 'Its lane is paused',
  batch: 'Its batch is paused',
  provider: 'Its provider is paused',
}

type Standing = Pick<Overview, 'paused' | 'lanes' | 'batches' | 'providers'>
type Placed = Pick<TaskView, 'lane' | 'batchId' | 'providerId'>

/** The widest pause that a task stands in; null where none does. */
export function pauseReason({ paused, lanes, batches, providers }: Standing, task: Placed): PauseReason | null {
  if (paused === 'safe_mode') return 'safe_mode'
  if (paused === 'by_person') return 'all'
  if (lanes.some((lane) => lane.paused && lane.name === task.lane)) return 'lane'
  if (batches.some((batch) => batch.paused && batch.id === task.batchId)) return 'batch'
  return providers.some((provider) => provider.paused && provider.id === task.providerId) ? 'provider' : null
}

/** Why a task that is in line does not start, where that is a pause. */
export const usePauseReason = (task: Pick<TaskView, 'lane' | 'batchId' | 'providerId' | 'state'>): PauseReason | null =>
  useStore(({ overview }) => (overview && task.state.kind === 'queued' ? pauseReason(overview, task) : null))
