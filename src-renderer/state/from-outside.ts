import type { Destination } from '#shared/destination'
import type { Overview } from '#shared/overview'
import type { BatchId } from '#shared/task'
import { counted } from '../format'
import { ask } from './ask'
import type { View } from './navigation-slice'
import { isSheetOpen } from './sheets-slice'
import { useStore } from './store'
import { batchInSight, showBatch } from './work'

type Place = Exclude<Destination['to'], 'task' | 'batch'>
const views: Record<Place, View> = {
  ...{ queue: 'queue', dead_letters: 'dead', insights: 'insights', spending: 'spending' },
  ...{ providers: 'providers', schedules: 'schedules', watches: 'watches', settings: 'settings' },
}

/** Where a link, a notification or the tray leads. A sheet that is open stays: what was written in it is not lost. */
export function goToDestination(destination: Destination): void {
  const { goTo, scopeTo, openTask } = useStore.getState()
  switch (destination.to) {
    case 'task':
      goTo('queue')
      scopeTo(null)
      openTask(destination.id)
      break
    case 'batch':
      onceKnown((overview) => goToBatch(overview, destination.id))
      break
    default:
      goTo(views[destination.to])
  }
}

function goToBatch({ batches }: Overview, id: BatchId): void {
  const { toast } = useStore.getState()
  const detail = 'It was removed, is older than the list of batches reaches, or the link is from another computer.'
  if (batches.some((batch) => batch.id === id)) showBatch(id)
  else toast({ kind: 'info', title: `Batch ${id} is not in the list`, detail })
}

/** Now, or when main has told of the batches: a link may have started the app. */
function onceKnown(act: (overview: Overview) => void): void {
  const { overview } = useStore.getState()
  if (overview) act(overview)
  else {
    const stop = useStore.subscribe((store) => {
      if (!store.overview) return
      stop()
      act(store.overview)
    })
  }
}

/** Files that the system gave to the app. A sheet that is open is not put away for them. */
export async function onOpenFiles(paths: string[]): Promise<void> {
  const { toast } = useStore.getState()
  if (!isSheetOpen(useStore.getState())) return lookAt(paths)
  toast({
    ...{ kind: 'info', title: `${counted(paths.length, 'file')} to import` },
    detail: 'Another sheet is open. What you wrote there would be lost if this took its place.',
    action: { label: 'Import instead', run: () => void lookAt(paths) },
  })
}

async function lookAt(paths: string[]): Promise<void> {
  const preview = await ask('previewImport', { paths }, { failed: 'Nothing was queued' })
  if (preview) useStore.getState().openImport(preview, 'auto', { offered: batchInSight() })
}
