import { bridge } from '../bridge'
import { goToDestination, onOpenFiles } from './from-outside'
import { loadSettings } from './load-settings'
import { onMenu } from './menu'
import { useStore } from './store'
import { keepPlace, loadLayout } from './table-layout'

/** Fetches what the window starts with and listens to main, until the returned function is called. */
export function connect(): () => void {
  const {
    mergeOverview,
    applyPatch,
    applyDetail,
    loseDetail,
    applyOutput,
    updateImport,
    toast,
    goTo,
    workProgress,
    settingsChanged,
  } = useStore.getState()
  const stops = [
    keepPlace(),
    bridge.on('overview', mergeOverview),
    bridge.on('view', applyPatch),
    bridge.on('task', applyDetail),
    bridge.on('taskGone', ({ id }) => loseDetail(id)),
    bridge.on('settings', settingsChanged),
    bridge.on('output', applyOutput),
    bridge.on('imported', updateImport),
    bridge.on('bulk', workProgress),
    bridge.on('menu', onMenu),
    bridge.on('goTo', goToDestination),
    bridge.on('openFiles', ({ paths }) => void onOpenFiles(paths)),
    bridge.on('notice', ({ kind, title, detail, stays = false }) => {
      const triage = { label: 'Triage', run: () => goTo('dead') }
      toast({ kind, title, detail, stays, ...(kind === 'dead' ? { action: triage } : {}) })
    }),
  ]
  void bridge.getOverview({}).then((result) => {
    if (result.ok) mergeOverview(result.value)
    else toast({ kind: 'error', title: 'The queue could not be read', detail: result.error.message })
  })
  // They were asked for with the start, unless this window had to ask about its data first.
  if (useStore.getState().settings === null) void Promise.all([loadLayout(), loadSettings()])
  return () => {
    for (const stop of stops) stop()
  }
}
