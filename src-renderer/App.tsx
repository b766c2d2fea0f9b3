import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { useEffect, useState } from 'react'
import { bridge } from './bridge'
import { ComposeSheet } from './features/compose/ComposeSheet'
import { DropTarget } from './features/drop/DropTarget'
import { usePaste } from './features/import/use-paste'
import { Palette } from './features/palette/Palette'
import { QueueView } from './features/queue/QueueView'
import { LiveRegion } from './frame/LiveRegion'
import { Sidebar } from './frame/Sidebar'
import { StatusBar } from './frame/StatusBar'
import { ToastStack } from './frame/ToastStack'
import { useFocusGuard } from './frame/use-focus-guard'
import { useShortcuts } from './frame/use-shortcuts'
import { useWindowAtLeast } from './frame/use-width'
import { hasTheRest, later, loadTheRest } from './later'
import { connect } from './state/connect'
import type { View } from './state/navigation-slice'
import { onInteractive } from './state/ready-mark'
import { useStore } from './state/store'
import { useTheme } from './state/use-theme'
import { useTimeFormat } from './state/use-time-format'

// A window starts with the queue, and with what a person may call and type into at once. All else is read while nothing else is to be done.
const ActionsSheet = later(async () => (await import('./features/letter-actions/ActionsSheet')).ActionsSheet)
const BatchSheet = later(async () => (await import('./features/batch/BatchSheet')).BatchSheet)
const CompareView = later(async () => (await import('./features/compare/CompareView')).CompareView)
const DeadLettersView = later(async () => (await import('./features/dead-letters/DeadLettersView')).DeadLettersView)
const DryRunSheet = later(async () => (await import('./features/dry-run/DryRunSheet')).DryRunSheet)
const ExportSheet = later(async () => (await import('./features/export/ExportSheet')).ExportSheet)
const ImportSheet = later(async () => (await import('./features/import/ImportSheet')).ImportSheet)
const InsightsView = later(async () => (await import('./features/insights/InsightsView')).InsightsView)
const ProvidersView = later(async () => (await import('./features/providers/ProvidersView')).ProvidersView)
const ReceiptSheet = later(async () => (await import('./features/receipt/ReceiptSheet')).ReceiptSheet)
const RulesSheet = later(async () => (await import('./features/rules/RulesSheet')).RulesSheet)
const SchedulesView = later(async () => (await import('./features/schedules/SchedulesView')).SchedulesView)
const SettingsView = later(async () => (await import('./features/settings/SettingsView')).SettingsView)
const ShortcutsSheet = later(async () => (await import('./features/shortcuts/ShortcutsSheet')).ShortcutsSheet)
const PriceSheet = later(async () => (await import('./features/spending/PriceSheet')).PriceSheet)
const SpendingView = later(async () => (await import('./features/spending/SpendingView')).SpendingView)
const StartSheet = later(async () => (await import('./features/task-changes/StartSheet')).StartSheet)
const WatchesView = later(async () => (await import('./features/watches/WatchesView')).WatchesView)

const TemplatesSheet = later(async () => (await import('./features/templates/TemplatesSheet')).TemplatesSheet)

const longestWaitMs = 1_500

/** Below this the sidebar becomes a rail. */
const sidebarFrom = 1_000
const views: Record<View, React.ComponentType> = {
  queue: QueueView,
  dead: DeadLettersView,
  insights: InsightsView,
  spending: SpendingView,
  providers: ProvidersView,
  schedules: SchedulesView,
  watches: WatchesView,
  settings: SettingsView,
  compare: CompareView,
}

export function App() {
  useEffect(connect, [])
  useTheme()
  useTimeFormat()
  useShortcuts()
  useFocusGuard()
  usePaste()
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
        <Palette />
        <Rest />
        <ToastStack />
        <LiveRegion />
      </Tooltip.Provider>
    </CSPProvider>
  )
}

/** What nobody has asked for yet, once the window can be used; at the latest after a moment, where there is no list to wait for. */
function Rest() {
  const importing = useStore((store) => store.importing !== null) // over an import its own sheet draws them
  const [isDrawn, setDrawn] = useState(hasTheRest)
  useEffect(() => {
    const draw = () => {
      void bridge.windowDrawn({})
      void loadTheRest().then(() => setDrawn(true))
    }
    const timer = setTimeout(draw, longestWaitMs)
    onInteractive(draw)
    return () => clearTimeout(timer)
  }, [])
  if (!isDrawn) return null
  return (
    <>
      <ImportSheet />
      {!importing && <TemplatesSheet />}
      <BatchSheet />
      <StartSheet />
      <ReceiptSheet />
      <PriceSheet />
      <RulesSheet />
      <ExportSheet />
      <DryRunSheet />
      <ActionsSheet />
      <ShortcutsSheet />
    </>
  )
}
