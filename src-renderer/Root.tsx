import { CSPProvider } from '@base-ui/react/csp-provider'
import { App } from './App'
import { StartupPage } from './features/storage/StartupPage'
import { useStartup } from './features/storage/use-startup'

/** The dashboard, or the page that asks what to do about data that cannot be opened. */
export function Root() {
  const [startup, setStartup] = useStartup()
  if (startup === null) return null
  if (startup.kind === 'ready') return <App />
  return (
    <CSPProvider disableStyleElements>
      <StartupPage blocked={startup} onBlocked={setStartup} />
    </CSPProvider>
  )
}
