import { randomUUID } from 'node:crypto'
import { app, BrowserWindow, powerMonitor, shell, webContents } from 'electron'
import { snoozeWork } from '#engine/bulk/snoozes'
import { createEngine } from '#engine/engine'
import { createReleases } from '#engine/letters/releases'
import { createRules } from '#engine/letters/rules'
import { machineRun } from '#engine/machine'
import { scheduleWork } from '#engine/schedules/due-work'
import { createSchedules } from '#engine/schedules/schedules'
import { systemClock } from '#engine/system-clock'
import { createTriage } from '#engine/triage'
import { createAdapters } from '#providers/adapters'
import { startSimulator } from '#providers/simulator/server'
import type { BulkProgress, EventName, EventOf, Handlers } from '#shared/contract'
import type { ImportPreview, ImportProgress } from '#shared/import'
import { sqliteCode } from '#store/database'
import { keepData } from '#store/retention/keeping'
import { databaseFile } from '#store/safety/files'
import { asStorageError } from '#store/safety/refusals'
import { createSearch } from '#store/search/client'
import { searchThread } from '#store/search/thread'
import { openSnapshot } from '#store/snapshot'
import { assemble } from '../wiring/assemble'
import { bulkOf } from '../wiring/bulk'
import { createLiveExports } from '../wiring/exports/live-exports'
import { tellAlerts } from '../wiring/tell-alerts'
import { tellDryRuns } from '../wiring/tell-dry-runs'
import { createWatching } from '../wiring/watch/watching'
import { workTimes } from '../wiring/work-times'
import { appCommands, readSettings } from './app-commands'
import { backupKeeping } from './backup-commands'
import { bulkCommands } from './bulk-commands'
import { closeInOrder } from './closing'
import { compareCommands } from './compare-commands'
import { copyTable } from './copy-table'
import { createDashboard } from './dashboard'
import { dryRunCommands } from './dry-run-commands'
import { estimateCommands } from './estimate-commands'
import { exportCommands } from './export-commands'
import { exportFileCommands } from './export-files'
import { exportLettersCommands } from './export-letters'
import { findCommands } from './find-commands'
import { importCommands, type OpenImports, progressOf } from './import-commands'
import { insightCommands } from './insight-commands'
import { createInterruptions } from './interruptions'
import { registerCommands, send } from './ipc'
import { keepingCommands } from './keeping-commands'
import { createKeys } from './keys'
import { linkCommands } from './link-commands'
import { createLiveOutputs } from './live-outputs'
import { setMenu } from './menu'
import { modelCommands } from './model-commands'
import { createMultiplied } from './multiplied'
import { beNative } from './native'
import type { Doorway } from './native/doorway'
import { createNotices } from './notices'
import { createOverview } from './overview'
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
import { createPicks } from './picks'
import { practiceProfile } from './practice-profile'
import { probeCommands } from './probe-commands'
import { providerCommands, providerView } from './provider-commands'
import { ruleCommands } from './rule-commands'
import { createRuleNotices } from './rule-notices'
import { firedNotice, scheduleCommands, tellSchedules } from './schedule-commands'
import { createSealedOptions } from './sealed-options'
import { spendCommands } from './spend-commands'
import { createSpendView } from './spend-view'
import { type Opened, openOrAsk } from './startup'
import { createSubscriptions } from './subscriptions'
import { systemProxy } from './system-proxy'
import { tableCommands } from './table-commands'
import { createTaskWindows } from './task-windows'
import { templateCommands } from './template-commands'
import { showTheme } from './theme'
import { systemVault } from './vault'
import { createWatchNotices, tellWatches, watchFolderCommands } from './watch-commands'
import { isTrustedFrame } from './window'
import { createWindowTimes } from './window-times'
import { wireCommands } from './wire-commands'
import { decideWithoutWindow } from './without-window'
import { chooseTarget, workCommands } from './work-commands'

/**
 * Opens the data and runs the app on them.
 * @param window opened first, so that its page loads meanwhile
 */
export async function start(dataDir: string, doorway: Doorway, window: BrowserWindow): Promise<void> {
  const { now } = systemClock
  const opened = await openOrAsk(dataDir, window, (store) => store.write(() => store.providers.ensurePractice(now())))
  try {
    await run(dataDir, opened, doorway)
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error
    opened.store.failed(error) // so that the next start looks at the file, and asks
    opened.store.close()
    throw asStorageError(error, databaseFile(dataDir))
  }
}

async function run(dataDir: string, { store, dashboard: first, closePage }: Opened, doorway: Doorway) {
  const { now } = systemClock
  const practice = await startSimulator(practiceProfile(process.env.TRILANE_PRACTICE))
  const keys = createKeys(store, now, systemVault)
  const sealedOptions = createSealedOptions(keys, systemVault)
  const multiplied = createMultiplied(() => subscriptions.dirty())
  const adapters = createAdapters({
    ...{ provider: store.providers.get, keys: keys.ids, key: keys.get },
    options: sealedOptions.ofProvider(store.providers.get),
    ...{
      practiceUrl: practice.baseUrl,
      resolveProxy: systemProxy,
      onMultiplied: (...seen) => multiplied.note(...seen),
    },
  })
  const schedules = createSchedules({
    ...{ store: store.schedules, now, target: (wish) => chooseTarget(store, wish) },
    cancelBatch: (batchId) => triage.cancel({ batchId }),
    wake: () => engine.wake(),
  })
  const copies = backupKeeping({
    ...{ dataDir, now, doubt: store.doubt, say: (notice) => notices.say(notice) },
    ...{ quit: () => app.quit(), relaunch: () => app.relaunch() },
  })
  const scheduled = scheduleWork(schedules, {
    ...{ now, wake: () => engine.wake() },
    onFired(fired) {
      for (const notice of fired.map(firedNotice)) if (notice) tell('notice', notice)
    },
    onTrouble: (error) => console.error('a schedule did not fire and is tried again:', error),
  })
  const keeping = keepData({
    ...{ store, dataDir, now, notice: (notice) => notices.say(notice) },
    howToVerify: () => 'Verify under Receipt… at the batch names those that are missing.',
  })
  const windowTimes = createWindowTimes(now)
  const { providers, budgets, withMoney, closeCounter, infoOf, knownOf, countTokens, onListed, askSizes } = assemble({
    ...{ store, adapters, now, onOpened: () => engine.wake(), onChange: () => subscriptions.dirty() },
  })
  const letters = {
    ...{ store: { ...store, list: store.views.list }, now, wake: () => engine.wake() },
    onTrouble: (error: unknown) => console.error('a step with dead letters was not stored and is tried again:', error),
  }
  const releases = createReleases(letters)
  const rules = createRules({
    ...letters,
    hasProvider: (id) => store.providers.get(id) !== undefined,
    onNotify: (rule, count) => ruleNotices.add(rule, count),
  })
  const outputs = createLiveOutputs()
  const watching = createWatching({
    ...{ store, clock: systemClock, wake: () => engine.wake() },
    mayLook: () => engine.paused() !== 'safe_mode',
    onChange: () => watchNews.dirty(),
    tell: (told) => tellOfWatch(told),
  })
  const engine = createEngine({
    store: withMoney(store),
    output: outputs,
    providers,
    clock: systemClock,
    random: Math.random,
    bootId: randomUUID(),
    machine: machineRun(),
    due: [
      releases.due,
      rules.due,
      budgets.due,
      scheduled,
      watching.due,
      copies.daily,
      keeping.tending,
      windowTimes.due(() => subscriptions.dirty()),
      snoozeWork(store.bulk),
    ],
  })
  const triage = createTriage({
    store: { ...store, list: store.views.list, lastTo: store.bulk.lastTo },
    now,
    cancelRunning: (task) => engine.cancelRunning(task),
    hold: (batchId) => engine.hold(batchId),
    wake: engine.wake,
  })
  const providerViews = () =>
    store.providers.all().map((provider) => providerView(provider, keys, multiplied.of(provider.id)))
  const money = createSpendView({ store, budgets, now })
  const interruptions = createInterruptions(now)
  const times = workTimes({ store, engine, limits: providers.limits, now })
  const overview = createOverview({
    ...{ store, engine, providerViews, now, windowTimes, money, interruptions, releases, times },
  })
  const search = createSearch({ dataDir, thread: searchThread })
  store.onNews(search.news)
  const picks = createPicks({ snapshot: () => openSnapshot(databaseFile(dataDir)), search })
  const subscriptions = createSubscriptions({ store, overview, search, outputs, picks, now })
  engine.onStorage(subscriptions.dirty)
  const tell = <E extends EventName>(event: E, payload: EventOf<E>) => {
    for (const window of BrowserWindow.getAllWindows()) send(window.webContents, event, payload)
  }
  const notices = createNotices(store, (notice) => tell('notice', notice))
  const ruleNotices = createRuleNotices({ now, say: notices.say })
  tellAlerts({ store, say: (words) => notices.say({ kind: 'dead', ...words }) })
  tellDryRuns({ store, say: (words) => notices.say({ kind: 'info', ...words }) })
  tellSchedules(store, schedules, (all) => tell('schedules', all))
  const watchNews = tellWatches(store, watching, (all) => tell('watches', all))
  const tellOfWatch = createWatchNotices({ now, say: notices.say })
  const taskWindows = createTaskWindows({ subscriptions })
  const dashboard = createDashboard({ dataDir, subscriptions, onClosed: taskWindows.closeAll })
  const native = beNative({ dashboard, doorway, store, dataDir, engine, now, picks })
  decideWithoutWindow(native.staysWithoutWindow)

  const tellImport = (id: number, progress: ImportProgress, preview: ImportPreview | null) => {
    const contents = webContents.fromId(id)
    if (!contents) return
    if (preview) send(contents, 'imported', preview)
    send(contents, 'import', progress)
  }

  const tellBulk = (id: number, progress: BulkProgress) => {
    const contents = webContents.fromId(id)
    if (contents) send(contents, 'bulk', progress)
  }

  const bulk = bulkOf({
    ...{ store, engine, infoOf, countTokens, now, tell: (action) => tell('bulkAction', action) },
    check: providers.check,
  })
  const live = createLiveExports({ store, clock: systemClock, onChange: (each) => tell('exportChanged', each) })
  const imports: OpenImports = new Map()
  /** A budget or a price is another one: whom it held is asked about again. */
  const moneyChanged = () => {
    budgets.changed()
    engine.wake()
    subscriptions.dirty()
  }
  registerCommands(
    {
      ...appCommands({
        ...{ store, keys, subscriptions, dataDir, onSettings: (settings) => tell('settings', settings) },
        onListening(window) {
          notices.windowReady()
          dashboard.windowListens(window)
        },
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
        ...{ store, picks, now, practiceUrl: practice.baseUrl, version: app.getVersion() },
        pickPlace: pickPlaceForLetters,
      }),
      ...wireCommands({ store, practiceUrl: practice.baseUrl }),
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
        tell(id, progress) {
          const contents = webContents.fromId(id)
          if (contents) send(contents, 'verifying', progress)
        },
      }),
    } satisfies Handlers,
    isTrustedFrame,
    (error) => {
      if (sqliteCode(error) !== undefined && store.isStorageError(error)) store.failed(error) // of the database, and not of a person's files
    },
  )
  showTheme(dataDir, readSettings(store).theme)
  setMenu({
    act: (action) => dashboard.tell('menu', action),
    showData: () => void copies.commands.showDataFile({}, 0),
  })
  if (first === null) dashboard.open()
  else if (!first.isDestroyed()) dashboard.adopt(first) // one that was closed while the data were opened stays closed
  closePage()
  app.on('activate', dashboard.openIfNone)

  powerMonitor.on('suspend', engine.sleep)
  powerMonitor.on('suspend', interruptions.fallsAsleep)
  powerMonitor.on('resume', interruptions.wakes)
  powerMonitor.on('resume', subscriptions.dirty)
  powerMonitor.on('resume', watching.woke)
  powerMonitor.on('resume', engine.wake) // timers do not count sleep reliably
  closeInOrder({
    engine,
    onWait: dashboard.openIfNone,
    steps: (how, graceMs) => [
      () => native.end(),
      () => watching.close(), // nothing new is taken
      // At once together: nothing is claimed while a file is being rewritten, which holds the last writes up.
      () => Promise.allSettled([engine.stop(graceMs), keeping.stop()]),
      () => live.close(), // after the last results
      () => search.close(),
      () => (how === 'system' ? undefined : copies.beforeClose()),
      () => closeCounter(),
      () => adapters.close(),
      () => practice.close(),
      () => store.close(),
      () => copies.afterClose(),
    ],
  })

  await releases.begin()
  await schedules.begin()
  await bulk.recover().catch(store.failed)
  const recovered = await engine.start()
  interruptions.died(recovered.requeued > 0 ? recovered.lastSeenAt : null)
  notices.recovered(recovered)
  copies.begin()
  keeping.begin()
  live.begin()
  await watching.begin()
  search.start()
  await native.begin()
}
