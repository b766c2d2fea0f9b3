import { join } from 'node:path'
import { app, BrowserWindow, type IpcMainInvokeEvent, nativeTheme, shell } from 'electron'
import { openableUrl } from '#shared/link'
import type { TaskId } from '#shared/task'
import { appOrigin, indexUrl } from './app-protocol'
import { overlayOf, titleBarOf } from './native/title-bar'
import { firstSize, leastSize, type WindowPlace } from './native/window-place'

const taskSize = { width: 1_100, height: 760 }
const devUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL

/**
 * Opens a sandboxed window on the dashboard, or on one task; it shows itself once it has something to show.
 * @param place where, on displays that there are; left out, the system decides
 */
export function openWindow(
  preload: string,
  { place = null, task }: { readonly place?: WindowPlace | null; readonly task?: TaskId } = {},
): BrowserWindow {
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
  window.once('ready-to-show', () => {
    if (place?.maximized) window.maximize() // which shows it
    window.show()
    if (place?.fullScreen) window.setFullScreen(true)
  })
  if (process.platform === 'win32') keepOverlay(window)
  keepInside(window)
  void window.loadURL(`${devUrl ?? indexUrl}${task === undefined ? '' : `?task=${task}`}`)
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

const isOurs = (url: string) => url.startsWith(`${appOrigin}/`) || (devUrl !== undefined && url.startsWith(devUrl))

/** Pages stay on our address. One rule for every way out: https opens in the browser, all else is dropped. */
function keepInside(window: BrowserWindow) {
  const { webContents } = window
  const leave = (url: string) => {
    const to = openableUrl(url)
    if (to?.protocol === 'https:') void shell.openExternal(to.href)
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
