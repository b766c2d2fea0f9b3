import type { Request } from '#shared/contract'
import type { NanoUsd, WatchBudget } from '#shared/spend'
import type { WatchFile, WatchRetry, WatchView } from '#shared/watch'
import { formatUsd } from '../../format'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { folderName } from './file-words'

export const setPaused = ({ id, folder }: WatchView, paused: boolean): Promise<WatchView | null> =>
  ask('pauseWatch', { id, paused }, { failed: `${folderName(folder)} was not ${paused ? 'paused' : 'resumed'}` })

export const lookNow = ({ id, folder }: WatchView): Promise<WatchView | null> =>
  ask('lookAtWatch', { id }, { failed: `${folderName(folder)} was not looked at` })

export const retryFile = ({ id, path }: WatchFile, as: WatchRetry): Promise<WatchView | null> =>
  ask('retryWatchFile', { id, as }, { failed: `${path} was not sent` })

export const showFile = ({ id, path }: WatchFile, what: Request<'showWatchFile'>['what']): Promise<unknown> =>
  ask('showWatchFile', { id, what }, { failed: `${path} could not be shown` })

/** Gives all files of a folder together another budget for a day, or none, and offers to take it back; whether it was changed. */
export async function setWatchDayBudget(
  { id, folder, budget: before }: Pick<WatchBudget, 'id' | 'folder'> & { readonly budget: NanoUsd | null },
  budget: NanoUsd | null,
): Promise<boolean> {
  const done = await ask('setWatchDayBudget', { id, budget }, { failed: 'The budget stays as it was' })
  if (!done) return false
  const name = folderName(folder)
  const title = budget === null ? `${name} has no budget of a day now` : `${name} may cost ${formatUsd(budget)} a day`
  const undo = () => void ask('setWatchDayBudget', { id, budget: before }, { failed: 'This could not be undone' })
  useStore.getState().toast({ kind: 'done', title, detail: '', undo })
  return true
}

/** Whether it went. */
export async function removeWatch({ id, folder }: WatchView): Promise<boolean> {
  const done = await ask('removeWatch', { id }, { failed: `${folderName(folder)} is still watched` })
  if (done)
    useStore.getState().toast({
      ...{ kind: 'done', title: `${folderName(folder)} is not watched any more` },
      detail: 'Its files, batches and results are kept.',
    })
  return done !== null
}
