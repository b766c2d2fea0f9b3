import { bridge } from '../../bridge'
import { useStore } from '../../state/store'

/** What a task's own window hears of main: the task, what it writes, and what its words are about. Notices are told in the dashboard. */
export function connectTask(): () => void {
  const { mergeOverview, applyDetail, loseDetail, applyOutput, settingsLoaded, settingsChanged } = useStore.getState()
  const stops = [
    bridge.on('overview', mergeOverview),
    bridge.on('task', applyDetail),
    bridge.on('taskGone', ({ id }) => loseDetail(id)),
    bridge.on('output', applyOutput),
    bridge.on('settings', settingsChanged),
  ]
  void bridge.getOverview({}).then((result) => {
    if (result.ok) mergeOverview(result.value)
  })
  void bridge.getSettings({}).then((result) => {
    if (result.ok) settingsLoaded(result.value)
  })
  return () => {
    for (const stop of stops) stop()
  }
}
