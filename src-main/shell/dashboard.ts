import { BrowserWindow } from 'electron'
import type { EventName, EventOf, WindowId } from '#shared/contract'
import { openDashboardWindow, placeFile } from './dashboard-window'
import { send } from './ipc'
import { keepPlace } from './native/keep-place'
import { writePlace } from './native/place-file'
import type { Subscriptions } from './subscriptions'

type Parts = {
  readonly dataDir: string
  readonly subscriptions: Pick<Subscriptions, 'add' | 'remove'>
  /** It was closed, and nothing else of the app can be reached from a window. */
  readonly onClosed: () => void
}

/** The dashboard's one window: opened where it last was, found again, brought to the front, and told things once it listens. */
export function createDashboard({ dataDir, subscriptions, onClosed }: Parts) {
  let current: BrowserWindow | null = null
  let listens = false
  let rest = () => {}
  let isHidden = false // it waits behind the tray until somebody wants it
  const waiting: ((window: BrowserWindow) => void)[] = []

  const open = () => adopt(openDashboardWindow(dataDir))

  /** @param quiet it is hidden, and not where it will be: its place is kept from when it is shown */
  function adopt(window: BrowserWindow, quiet = false) {
    const { id } = window.webContents
    current = window
    listens = false
    window.webContents.on('did-start-loading', () => {
      listens = false // its page died, and is loaded anew
    })
    const keep = () => {
      rest = keepPlace(window, (place) => writePlace(placeFile(dataDir), place))
    }
    rest = () => {}
    if (quiet && !window.isVisible()) window.once('show', keep)
    else keep()
    subscriptions.add(id, (event, payload) => send(window.webContents, event, payload))
    window.on('closed', () => {
      subscriptions.remove(id)
      if (current !== window) return
      current = null
      onClosed()
    })
  }

  function openIfNone() {
    if (current === null) open()
    else if (isHidden) show()
  }

  /** After a start at login: out of the way, but where a person finds it. One that was shown meanwhile stays. */
  function stayQuiet(inTray: boolean) {
    if (current === null || current.isVisible()) return
    if (inTray) {
      isHidden = true
      return
    }
    current.showInactive()
    current.minimize()
  }

  /** In front of all others, opened if it was closed. */
  function show() {
    isHidden = false
    if (current === null) return open()
    if (current.isMinimized()) current.restore()
    current.show()
    current.focus()
  }

  return {
    open,
    /** That window, which was opened before the data were, is the dashboard's from now on. */
    adopt,
    openIfNone,
    stayQuiet,
    show,
    /** Brings it to the front and tells it that: now, or once its page listens. */
    tell<E extends EventName>(event: E, payload: EventOf<E>) {
      show()
      if (listens && current) send(current.webContents, event, payload)
      else waiting.push((window) => send(window.webContents, event, payload))
    },
    /** A page has loaded, and from now on hears events. */
    windowListens(id: WindowId) {
      if (current?.webContents.id !== id) return
      listens = true
      for (const each of waiting.splice(0)) each(current)
    },
    window: () => current,
    /** The app ends without closing its windows: keeps where this one is. */
    keepPlace: () => rest(),
  }
}
export type Dashboard = ReturnType<typeof createDashboard>

/** Whether a person looks at the app now. */
export const isAppFocused = (): boolean => BrowserWindow.getAllWindows().some((window) => window.isFocused())
