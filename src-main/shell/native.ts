import { homedir } from 'node:os'
import { join } from 'node:path'
import { app, BrowserWindow, Menu, powerSaveBlocker, webContents } from 'electron'
import type { Engine } from '#engine/engine'
import type { Handlers } from '#shared/contract'
import type { DesktopView } from '#shared/desktop'
import type { Destination } from '#shared/destination'
import type { BatchId } from '#shared/task'
import type { Store } from '#store/store'
import { readSettings } from './app-commands'
import { type Dashboard, isAppFocused } from './dashboard'
import { desktopSettings } from './native/desktop-settings'
import { createDock } from './native/dock'
import type { Doorway } from './native/doorway'
import { createDragFiles } from './native/drag-files'
import { draggedFile } from './native/dragged-file'
import { destinationOf } from './native/given'
import { createHappenings } from './native/happenings'
import { badge, mark } from './native/icons'
import { nativeIcon } from './native/native-icon'
import { createNotifier } from './native/notifier'
import { progressOf } from './native/progress'
import { createPulse } from './native/pulse'
import { systemNotifications } from './native/show-notification'
import { openLetters, readStanding, type Standing } from './native/standing'
import { startAtLogin } from './native/start-at-login'
import { createTray } from './native/tray'
import { faceOf } from './native/tray-words'
import { trayWorks } from './native/tray-works'
import { createWake } from './native/wake'
import type { Picks } from './picks'

type Parts = {
  readonly dashboard: Dashboard
  readonly doorway: Doorway
  readonly store: Store
  readonly dataDir: string
  readonly engine: Pick<Engine, 'gates' | 'isShut' | 'lane' | 'paused' | 'setPaused'>
  readonly now: () => number
  readonly picks: Pick<Picks, 'resolve'>
}
type Names = 'getDesktop' | 'saveDesktop' | 'getStartAtLogin' | 'setStartAtLogin' | 'showAppMenu' | 'dragResults'

/** Everything of the app outside of its windows: notifications, tray, Dock or taskbar, and what the system hands to it. */
export function beNative({ dashboard, doorway, store, dataDir, engine, now, picks }: Parts) {
  const settings = desktopSettings(store)
  const goTo = (destination: Destination) => dashboard.tell('goTo', destination)
  const notifications = systemNotifications(({ destination }) => goTo(destination))
  const happenings = createHappenings()
  const notifier = createNotifier({
    ...{ now, isFocused: isAppFocused, nameOf, show: notifications.show },
    wanted: () => settings.get().notify,
  })
  const dock = createDock({
    ...{ platform: process.platform, window: dashboard.window },
    setBadgeCount: (count) => void app.setBadgeCount(count),
    badgeIcon: (count) => nativeIcon((scale) => badge(count, scale)),
  })
  const tray = createTray({
    ...{
      open: dashboard.show,
      goTo,
      pauseOrResume: () => void pauseOrResume().catch(store.failed),
      quit: () => app.quit(),
    },
    newPrompt: () => dashboard.tell('menu', 'new_prompt'),
  })
  const dragged = createDragFiles(join(dataDir, 'dragged'), store.detail)
  const fileOf = draggedFile({ store, picks, dragged, now })
  const wake = createWake({
    start: () => powerSaveBlocker.start('prevent-app-suspension'),
    stop: (id) => powerSaveBlocker.stop(id),
  })
  const { platform, env, execPath } = process
  const atLogin = startAtLogin({ app, platform, env, execPath, home: homedir() })
  let hasTray = false
  const pulse = createPulse({ read: () => readStanding({ store, engine }), seen, failed: store.failed })

  function seen(standing: Standing) {
    notifier.look(standing, happenings.look(standing))
    dock.show(
      progressOf(standing, (id) => happenings.before(id, standing)),
      openLetters(standing),
    )
    wake.look(standing, readSettings(store).awake ?? true)
    if (hasTray && settings.get().tray) tray.show(faceOf(standing))
    else tray.hide()
  }

  function nameOf(id: BatchId): string | null {
    const batch = store.batches.get(id)
    return batch?.kind === 'compose' ? null : (batch?.name ?? `Batch ${id}`)
  }

  async function pauseOrResume() {
    const { still } = readStanding({ store, engine })
    if (still.length === 0) await engine.setPaused({ kind: 'all' }, true)
    else for (const scope of still) await engine.setPaused(scope, false)
    pulse.beat()
  }

  const view = (): DesktopView => ({
    ...settings.get(),
    can: { notify: notifications.isSupported(), tray: hasTray },
  })

  const commands: Pick<Handlers, Names> = {
    getDesktop: async () => view(),
    async saveDesktop(next) {
      await settings.set(next)
      pulse.beat()
      return view()
    },
    getStartAtLogin: () => atLogin.get(),
    setStartAtLogin: ({ on }) => atLogin.set(on),
    async showAppMenu(at, id) {
      const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.id === id)
      if (window) Menu.getApplicationMenu()?.popup({ window, ...at })
      return {}
    },
    async dragResults(request, id) {
      const file = await fileOf(request, id)
      webContents.fromId(id)?.startDrag({ file, icon: nativeIcon((scale) => mark(scale * 2, false)) })
      return {}
    },
  }

  return {
    commands,
    /** Whether the app is still at hand once its last window is closed, and a person wants that. */
    staysWithoutWindow: () => hasTray && settings.get().tray && settings.get().background === true,
    /** Whether a person finds the app without a window. Once it has begun. */
    isInTray: () => hasTray && settings.get().tray,
    /** Once the dashboard has its window and the engine has started. */
    async begin() {
      dragged.clear() // of a run that did not end well
      doorway.onGiven((given) => {
        dashboard.show()
        const destination = destinationOf(given)
        if (destination) goTo(destination)
        if (given.files.length > 0) dashboard.tell('openFiles', { paths: given.files })
      })
      app.on('browser-window-focus', notifier.seen)
      store.onNews(pulse.dirty)
      pulse.beat()
      hasTray = await trayWorks({ platform: process.platform, env: process.env })
      pulse.beat()
    },
    end() {
      pulse.stop()
      wake.end()
      tray.hide()
      dragged.clear()
      dashboard.keepPlace()
    },
  }
}
