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
  const waiting: ((window: BrowserWindow) => void)[] = []

  const open = () => adopt(openDashboardWindow(dataDir))

  function adopt(window: BrowserWindow) {
    const { id } = window.webContents
    current = window
    listens = false
    rest = keepPlace(window, (place) => writePlace(placeFile(dataDir), place))
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
  }

  /** In front of all others, opened if it was closed. */
  function show() {
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
