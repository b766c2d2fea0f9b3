import { join } from 'node:path'
import { app, BrowserWindow, dialog, type IpcMainInvokeEvent, nativeTheme, shell } from 'electron'
import { openableUrl } from '#shared/link'
import type { TaskId } from '#shared/task'
import { appOrigin, indexUrl } from './app-protocol'
import { createRevival } from './native/revival'
import { overlayOf, titleBarOf } from './native/title-bar'
import { firstSize, leastSize, type WindowPlace } from './native/window-place'

const taskSize = { width: 1_100, height: 760 }
const devUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL

type WindowWish = { readonly place?: WindowPlace | null; readonly task?: TaskId; readonly quiet?: boolean }

/**
 * Opens a sandboxed window on the dashboard, or on one task; it shows itself once it has something to show.
 * @param place where, on displays that there are; left out, the system decides
 * @param quiet it stays hidden until somebody shows it
 */
export function openWindow(preload: string, { place = null, task, quiet = false }: WindowWish = {}): BrowserWindow {
  const window = new BrowserWindow({
    ...(place?.box ?? (task === undefined ? firstSize : taskSize)),
    ...{ minWidth: leastSize.width, minHeight: leastSize.height },
    show: false,
    title: 'Trilane',
    ...titleBarOf(process.platform, nativeTheme.shouldUseDarkColors),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#121514' : '#fefdfc',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  })
  // Once more: where displays differ in scale, Windows sizes a new window by the primary one's.
  if (place) window.setBounds(place.box)
  const fill = () => {
    if (place?.maximized) window.maximize() // which shows it
    window.show()
    if (place?.fullScreen) window.setFullScreen(true)
  }
  if (quiet) window.once('show', fill)
  else window.once('ready-to-show', fill)
  if (process.platform === 'win32') keepOverlay(window)
  keepInside(window)
  keepAlive(window)
  const url = `${devUrl ?? indexUrl}${task === undefined ? '' : `?task=${task}`}`
  window.loadURL(url).catch((error: unknown) => console.error('the page was not loaded:', error)) // also of a window that is closed meanwhile
  return window
}

/** The buttons that the system draws follow the theme, as the page under them does. */
function keepOverlay(window: BrowserWindow) {
  const follow = () => window.setTitleBarOverlay(overlayOf(nativeTheme.shouldUseDarkColors))
  nativeTheme.on('updated', follow)
  window.on('closed', () => nativeTheme.removeListener('updated', follow))
}

/** Only the main frame of one of our windows, at our own address, may call. */
export function isTrustedFrame({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
  if (!senderFrame || senderFrame !== sender.mainFrame || !BrowserWindow.fromWebContents(sender)) return false
  return isOurs(senderFrame.url)
}

const devOrigin = devUrl === undefined ? undefined : new URL(devUrl).origin
const isOurs = (url: string) =>
  url.startsWith(`${appOrigin}/`) || (devOrigin !== undefined && url.startsWith(`${devOrigin}/`))

/** A page whose process died comes back by itself: what it showed is in the store. */
function keepAlive(window: BrowserWindow) {
  const { webContents } = window
  const reload = () => {
    if (!window.isDestroyed()) webContents.reload()
  }
  const died = createRevival({
    now: () => performance.now(),
    reload,
    async giveUp(question) {
      if (window.isDestroyed()) return
      const { response } = await dialog.showMessageBox(window, { type: 'warning', ...question })
      if (response === 0) reload()
      else app.quit()
    },
  })
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    console.error('the page of a window ended:', reason)
    setImmediate(died) // Electron must be done with the old process first
  })
}

/** Pages stay on our address. One rule for every way out: what may be opened at all opens elsewhere, the rest is dropped. */
function keepInside(window: BrowserWindow) {
  const { webContents } = window
  const leave = (url: string) => {
    const openable = openableUrl(url)
    if (openable) shell.openExternal(openable.href).catch((error) => console.error('a link was not opened:', error))
  }
  webContents.setWindowOpenHandler(({ url }) => {
    leave(url)
    return { action: 'deny' }
  })
  webContents.on('will-navigate', (event) => {
    if (isOurs(event.url)) return
    event.preventDefault()
    leave(event.url)
  })
  webContents.on('will-frame-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault()
  })
  webContents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault()
  })
  webContents.on('will-attach-webview', (event) => event.preventDefault())
}

export const preloadFile = (dir: string) => join(dir, '../preload/index.cjs')
