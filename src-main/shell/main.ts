import { app, BrowserWindow, powerMonitor } from 'electron'
import { systemClock } from '#engine/system-clock'
import type { EventName, EventOf } from '#shared/contract'
import { sqliteCode } from '#store/database'
import { databaseFile } from '#store/safety/files'
import { asStorageError } from '#store/safety/refusals'
import { createSearch } from '#store/search/client'
import { searchThread } from '#store/search/thread'
import { openSnapshot } from '#store/snapshot'
import { bulkOf } from '../wiring/bulk'
import { createLiveExports } from '../wiring/exports/live-exports'
import { tellAlerts } from '../wiring/tell-alerts'
import { tellDryRuns } from '../wiring/tell-dry-runs'
import { workTimes } from '../wiring/work-times'
import { readSettings } from './app-commands'
import { closeInOrder } from './closing'
import { commandHandlers } from './command-handlers'
import { createDashboard } from './dashboard'
import { createFirstLook } from './first-look'
import { createInterruptions } from './interruptions'
import { registerCommands, send } from './ipc'
import { setMenu } from './menu'
import { beNative } from './native'
import type { Doorway } from './native/doorway'
import { createNotices } from './notices'
import { createOverview } from './overview'
import { createPicks } from './picks'
import { providerView } from './provider-commands'
import { createQueueing } from './queueing'
import { createRuleNotices } from './rule-notices'
import { tellSchedules } from './schedule-commands'
import { createServices } from './services'
import { createSpendView } from './spend-view'
import { type Opened, openOrAsk } from './startup'
import { createSubscriptions } from './subscriptions'
import { createTaskWindows } from './task-windows'
import { showTheme } from './theme'
import { createWatchNotices, tellWatches } from './watch-commands'
import { isTrustedFrame } from './window'
import { decideWithoutWindow } from './without-window'

type First = { readonly window: BrowserWindow; readonly quiet: boolean }

/**
 * Opens the data and runs the app on them.
 * @param first `window`: opened first, so that its page loads meanwhile; `quiet`: hidden, since nobody asked for it
 */
export async function start(dataDir: string, doorway: Doorway, first: First): Promise<void> {
  const { now } = systemClock
  const { window, quiet } = first
  const onAsk = () => void (quiet && window.show())
  const prepare = (store: Opened['store']) => store.write(() => store.providers.ensurePractice(now()))
  const opened = await openOrAsk(dataDir, window, { prepare, onAsk })
  try {
    await run(dataDir, opened, doorway, quiet)
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error
    opened.store.failed(error) // so that the next start looks at the file, and asks
    opened.store.close()
    throw asStorageError(error, databaseFile(dataDir))
  }
}

async function run(dataDir: string, { store, dashboard: first, closePage }: Opened, doorway: Doorway, quiet: boolean) {
  const { now } = systemClock
  const services = await createServices(dataDir, store, {
    dirty: () => subscriptions.dirty(),
    say: (notice) => notices.say(notice),
    scheduleFired: (notice) => tell('notice', notice),
    ruleFound: (rule, letters) => ruleNotices.add(rule, letters),
    watchesChanged: () => watchNews.dirty(),
    watchTold: (told) => tellOfWatch(told),
  })
  const { engine, budgets, schedules, releases, watching, copies, keeping, windowTimes, outputs } = services
  const providerViews = () =>
    store.providers.all().map((provider) => providerView(provider, services.keys, services.multiplied.of(provider.id)))
  const money = createSpendView({ store, budgets, now })
  const interruptions = createInterruptions(now)
  const times = workTimes({ store, engine, limits: services.providers.limits, now })
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

  const bulk = bulkOf({
    ...{ store, engine, now, infoOf: services.infoOf, countTokens: services.countTokens },
    ...{ check: services.providers.check, tell: (action) => tell('bulkAction', action) },
  })
  const firstLook = createFirstLook()
  const queueing = createQueueing()
  const live = createLiveExports({ store, clock: systemClock, onChange: (each) => tell('exportChanged', each) })
  registerCommands(
    commandHandlers({
      ...{ store, dataDir, services, bulk, live, times, search, picks, subscriptions, notices },
      ...{ native, dashboard, taskWindows, tell, firstLook, queueing },
    }),
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
  else if (!first.isDestroyed()) dashboard.adopt(first, quiet) // one that was closed while the data were opened stays closed
  closePage()
  app.on('activate', dashboard.openIfNone)

  powerMonitor.on('suspend', engine.sleep)
  powerMonitor.on('suspend', interruptions.fallsAsleep)
  powerMonitor.on('resume', interruptions.wakes)
  powerMonitor.on('resume', subscriptions.dirty)
  powerMonitor.on('resume', watching.woke)
  powerMonitor.on('resume', engine.wake) // timers do not count sleep reliably
  let isEnding = false
  closeInOrder({
    engine,
    queueing,
    onWait: dashboard.openIfNone,
    steps: (how, graceMs) => [
      () => {
        isEnding = true
        firstLook.none()
      },
      () => native.end(),
      () => watching.close(), // nothing new is taken
      // At once together: nothing is claimed while a file is being rewritten, which holds the last writes up.
      () => Promise.allSettled([engine.stop(graceMs), keeping.stop()]),
      () => live.close(), // after the last results
      () => search.close(),
      () => (how === 'system' ? undefined : copies.beforeClose()),
      () => services.closeCounter(),
      () => services.adapters.close(),
      () => services.practice.close(),
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
  if (!quiet) await firstLook.over()
  if (isEnding) return
  copies.begin()
  keeping.begin()
  live.begin()
  await watching.begin()
  search.start()
  await services.practice.begin()
  await native.begin()
  if (quiet) dashboard.stayQuiet(native.isInTray())
}
