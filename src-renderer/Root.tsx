import { CSPProvider } from '@base-ui/react/csp-provider'
import { useState } from 'react'
import { App } from './App'
import { StartupPage } from './features/storage/StartupPage'
import { useStartup } from './features/storage/use-startup'
import { ownTask } from './features/task-window/own-task'
import { TaskWindow } from './features/task-window/TaskWindow'

/** The dashboard, or the page that asks what to do about data that cannot be opened. */
export function Root() {
  const [startup, setStartup] = useStartup()
  const [task] = useState(() => ownTask(window.location.search))
  if (startup === null) return null
  if (startup.kind === 'ready') return task === null ? <App /> : <TaskWindow id={task} />
  return (
    <CSPProvider disableStyleElements>
      <StartupPage blocked={startup} onBlocked={setStartup} />
    </CSPProvider>
  )
}
