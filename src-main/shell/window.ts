import { join } from 'node:path'
import { app, BrowserWindow, type IpcMainInvokeEvent, nativeTheme, shell } from 'electron'
import type { TaskId } from '#shared/task'
import { appOrigin, indexUrl } from './app-protocol'

const devUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL

/** Opens a sandboxed window on the dashboard, or on one task; it shows itself once it has something to show. */
export function openWindow(preload: string, task?: TaskId): BrowserWindow {
  const window = new BrowserWindow({
    width: task === undefined ? 1280 : 1100,
    height: task === undefined ? 820 : 760,
    minWidth: 760,
    minHeight: 480,
    show: false,
    title: 'Trilane',
    autoHideMenuBar: process.platform !== 'darwin',
    titleBarStyle: process.platform === 'darwin' ? 'hiddenInset' : 'default',
    trafficLightPosition: { x: 16, y: 16 },
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
  window.once('ready-to-show', () => window.show())
  keepInside(window)
  void window.loadURL(`${devUrl ?? indexUrl}${task === undefined ? '' : `?task=${task}`}`)
  return window
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
    if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url)
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
