import type { Request } from '#shared/contract'
import type { WatchFile, WatchRetry, WatchView } from '#shared/watch'
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
