import { CSPProvider } from '@base-ui/react/csp-provider'
import { useState } from 'react'
import type { Startup } from '#shared/startup'
import { App } from './App'
import { useStartup } from './features/storage/use-startup'
import { ownTask } from './features/task-window/own-task'
import { WindowTitleBar } from './frame/WindowTitleBar'
import { later } from './later'
import { isWindows } from './platform'

const StartupPage = later(async () => (await import('./features/storage/StartupPage')).StartupPage)
const TaskWindow = later(async () => (await import('./features/task-window/TaskWindow')).TaskWindow)

/** The dashboard, or the page that asks what to do about data that cannot be opened. */
export function Root() {
  const [startup, setStartup] = useStartup()
  if (startup === null) return null
  if (isWindows)
    return (
      <div className="flex h-full flex-col">
        <WindowTitleBar menu={startup.kind === 'ready'} />
        <div className="min-h-0 flex-1">
          <Page startup={startup} onBlocked={setStartup} />
        </div>
      </div>
    )
  return <Page startup={startup} onBlocked={setStartup} />
}

type PageProps = { readonly startup: Startup; readonly onBlocked: (next: Startup) => void }

function Page({ startup, onBlocked }: PageProps) {
  const [task] = useState(() => ownTask(window.location.search))
  if (startup.kind === 'ready') return task === null ? <App /> : <TaskWindow id={task} />
  return (
    <CSPProvider disableStyleElements>
      <StartupPage blocked={startup} onBlocked={onBlocked} />
    </CSPProvider>
  )
}
