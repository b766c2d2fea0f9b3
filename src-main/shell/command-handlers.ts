import { app, shell, webContents } from 'electron'
import { systemClock } from '#engine/system-clock'
import type { BulkProgress, EventName, EventOf, Handlers, WindowId } from '#shared/contract'
import type { ImportPreview, ImportProgress } from '#shared/import'
import { databaseFile } from '#store/safety/files'
import type { Search } from '#store/search/client'
import { openSnapshot } from '#store/snapshot'
import type { Store } from '#store/store'
import type { bulkOf } from '../wiring/bulk'
import type { createLiveExports } from '../wiring/exports/live-exports'
import type { workTimes } from '../wiring/work-times'
import { appCommands } from './app-commands'
import { bulkCommands } from './bulk-commands'
import { compareCommands } from './compare-commands'
import { copyTable } from './copy-table'
import type { createDashboard } from './dashboard'
import { dryRunCommands } from './dry-run-commands'
import { estimateCommands } from './estimate-commands'
import { exportCommands } from './export-commands'
import { exportFileCommands } from './export-files'
import { exportLettersCommands } from './export-letters'
import { findCommands } from './find-commands'
import type { FirstLook } from './first-look'
import { importCommands, type OpenImports, progressOf } from './import-commands'
import { insightCommands } from './insight-commands'
import { send } from './ipc'
import { keepingCommands } from './keeping-commands'
import { linkCommands } from './link-commands'
import { modelCommands } from './model-commands'
import type { beNative } from './native'
import type { createNotices } from './notices'
import { pickCaFile, pickFiles, pickFolder } from './pick-files'
import {
  pickPlaceForBadLines,
  pickPlaceForExport,
  pickPlaceForLetters,
  pickPlaceForReceipt,
  pickPlaceForResults,
  pickPlaceForTemplate,
  pickReceipt,
  pickTemplate,
} from './pick-receipt'
import type { Picks } from './picks'
import { probeCommands } from './probe-commands'
import { providerCommands } from './provider-commands'
import type { Queueing } from './queueing'
import { ruleCommands } from './rule-commands'
import { scheduleCommands } from './schedule-commands'
import type { Services } from './services'
import { spendCommands } from './spend-commands'
import type { Subscriptions } from './subscriptions'
import { tableCommands } from './table-commands'
import type { createTaskWindows } from './task-windows'
import { templateCommands } from './template-commands'
import { watchFolderCommands } from './watch-commands'
import { wireCommands } from './wire-commands'
import { workCommands } from './work-commands'

type Parts = {
  readonly store: Store
  readonly dataDir: string
  readonly services: Services
  readonly bulk: ReturnType<typeof bulkOf>
  readonly live: ReturnType<typeof createLiveExports>
  readonly times: ReturnType<typeof workTimes>
  readonly search: Search
  readonly picks: Picks
  readonly subscriptions: Subscriptions
  readonly notices: ReturnType<typeof createNotices>
  readonly native: ReturnType<typeof beNative>
  readonly dashboard: ReturnType<typeof createDashboard>
  readonly taskWindows: ReturnType<typeof createTaskWindows>
  readonly firstLook: FirstLook
  readonly queueing: Queueing
  /** Tells every window. */
  readonly tell: <E extends EventName>(event: E, payload: EventOf<E>) => void
}

/** Every command of a window, with what answers it. */
export function commandHandlers(parts: Parts): Handlers {
  const { store, dataDir, services, bulk, live, times, search, picks } = parts
  const { subscriptions, notices, native, dashboard, taskWindows, tell, firstLook, queueing } = parts
  const { engine, triage, practice, keys, sealedOptions, multiplied, adapters, schedules, copies, keeping } = services
  const { budgets, infoOf, knownOf, countTokens, onListed, askSizes, releases, rules, watching } = services
  const { now } = systemClock
  const imports: OpenImports = new Map()
  /** A budget or a price is another one: whom it held is asked about again. */
  const moneyChanged = () => {
    budgets.changed()
    engine.wake()
    subscriptions.dirty()
  }
  return {
    ...appCommands({
      ...{ store, keys, subscriptions, dataDir, onSettings: (settings) => tell('settings', settings) },
      onListening(window) {
        notices.windowReady()
        dashboard.windowListens(window)
      },
      onDrawn: firstLook.drawn,
    }),
    ...native.commands,
    ...findCommands({ store, search }),
    ...tableCommands({ store, picks, onPicked: subscriptions.dirty }),
    ...workCommands({ store, engine, triage, picks, tell: tellBulk, now, onBudget: budgets.changed }),
    ...dryRunCommands({ store, engine, triage, times, infoOf, now, tell: tellBulk }),
    ...bulkCommands({ store, bulk, picks, now }),
    ...probeCommands({
      releases,
      picking: (selection, window) => ('pick' in selection ? picks.resolve(window, selection) : selection),
    }),
    ...ruleCommands({ rules, store }),
    ...exportCommands({
      snapshot: () => openSnapshot(databaseFile(dataDir)),
      store,
      pickPlace: pickPlaceForResults,
      now,
    }),
    ...exportFileCommands({ store, live, picks, pickPlace: pickPlaceForExport, copy: copyTable, now }),
    ...compareCommands({ store, pickPlace: pickPlaceForExport, now }),
    ...exportLettersCommands({
      ...{ store, picks, now, practiceUrl: practice.url, version: app.getVersion() },
      pickPlace: pickPlaceForLetters,
    }),
    ...wireCommands({ store, practiceUrl: practice.url }),
    ...linkCommands(),
    async openTaskWindow({ id }) {
      taskWindows.open(id)
      return {}
    },
    ...importCommands({
      store,
      engine,
      now,
      tell: tellImport,
      pick: pickFiles,
      pickPlace: pickPlaceForBadLines,
      imports,
      queueing,
    }),
    ...estimateCommands({ store, engine, imports, infoOf, countTokens, times, budgets, now }),
    ...templateCommands({
      ...{ store, now, imports, countTokens, pickPlace: pickPlaceForTemplate, pickFile: pickTemplate },
      tellScan: (window, importId, read) => tellImport(window, progressOf(importId, 'scanning', read), null),
    }),
    ...providerCommands({ store, engine, keys, adapters, sealedOptions, multiplied, pickCaFile, now, onListed }),
    ...modelCommands({
      ...{ store, infoOf, knownOf, askSizes },
      async onSaved(providerId) {
        moneyChanged() // a price may be known now
        await engine.providerChanged(providerId).catch(store.failed)
      },
    }),
    ...spendCommands({ store, engine, budgets }),
    ...insightCommands({ store, now }),
    ...scheduleCommands(schedules),
    ...watchFolderCommands({ watching, pickFolder, show: (path) => shell.showItemInFolder(path) }),
    ...copies.commands,
    ...keepingCommands({
      ...{ store, dataDir, now, retention: keeping.retention, runJob: keeping.runJob },
      ...{ pickPlace: pickPlaceForReceipt, pickReceipt },
      tell: (id, progress) => tellOne(id, 'verifying', progress),
    }),
  }
}

/** Tells one window, where it is still open. */
function tellOne<E extends EventName>(id: WindowId, event: E, payload: EventOf<E>): void {
  const contents = webContents.fromId(id)
  if (contents) send(contents, event, payload)
}

function tellImport(id: WindowId, progress: ImportProgress, preview: ImportPreview | null): void {
  if (preview) tellOne(id, 'imported', preview)
  tellOne(id, 'import', progress)
}

const tellBulk = (id: WindowId, progress: BulkProgress): void => tellOne(id, 'bulk', progress)
