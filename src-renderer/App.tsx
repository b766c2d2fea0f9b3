import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { useEffect } from 'react'
import { BatchSheet } from './features/batch/BatchSheet'
import { ComposeSheet } from './features/compose/ComposeSheet'
import { DeadLettersView } from './features/dead-letters/DeadLettersView'
import { DropTarget } from './features/drop/DropTarget'
import { ImportSheet } from './features/import/ImportSheet'
import { InsightsView } from './features/insights/InsightsView'
import { Palette } from './features/palette/Palette'
import { ProvidersView } from './features/providers/ProvidersView'
import { QueueView } from './features/queue/QueueView'
import { ReceiptSheet } from './features/receipt/ReceiptSheet'
import { SchedulesView } from './features/schedules/SchedulesView'
import { SettingsView } from './features/settings/SettingsView'
import { ShortcutsSheet } from './features/shortcuts/ShortcutsSheet'
import { PriceSheet } from './features/spending/PriceSheet'
import { SpendingView } from './features/spending/SpendingView'
import { StartSheet } from './features/task-changes/StartSheet'
import { LiveRegion } from './frame/LiveRegion'
import { Sidebar } from './frame/Sidebar'
import { StatusBar } from './frame/StatusBar'
import { ToastStack } from './frame/ToastStack'
import { useFocusGuard } from './frame/use-focus-guard'
import { useShortcuts } from './frame/use-shortcuts'
import { useWindowAtLeast } from './frame/use-width'
import { connect } from './state/connect'
import type { View } from './state/navigation-slice'
import { useStore } from './state/store'
import { useTheme } from './state/use-theme'
import { useTimeFormat } from './state/use-time-format'

/** Below this the sidebar becomes a rail. */
const sidebarFrom = 1_000
const views: Record<View, () => React.ReactNode> = {
  queue: QueueView,
  dead: DeadLettersView,
  insights: InsightsView,
  spending: SpendingView,
  providers: ProvidersView,
  schedules: SchedulesView,
  settings: SettingsView,
}

export function App() {
  useEffect(connect, [])
  useTheme()
  useTimeFormat()
  useShortcuts()
  useFocusGuard()
  const View = views[useStore((store) => store.view)]
  const rail = !useWindowAtLeast(sidebarFrom)
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider>
        <div
          className={`grid h-full grid-rows-[minmax(0,1fr)_var(--statusbar-h)] overflow-hidden ${
            rail ? 'grid-cols-[var(--rail-w)_minmax(0,1fr)]' : 'grid-cols-[var(--sidebar-w)_minmax(0,1fr)]'
          }`}
        >
          <Sidebar rail={rail} />
          <main tabIndex={-1} className="relative flex min-h-0 min-w-0 flex-col bg-canvas -outline-offset-2">
            <View />
            <DropTarget />
          </main>
          <StatusBar />
        </div>
        <ComposeSheet />
        <ImportSheet />
        <BatchSheet />
        <StartSheet />
        <ReceiptSheet />
        <PriceSheet />
        <ShortcutsSheet />
        <Palette />
        <ToastStack />
        <LiveRegion />
      </Tooltip.Provider>
    </CSPProvider>
  )
}
