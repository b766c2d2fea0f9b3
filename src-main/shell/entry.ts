import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { app, type BrowserWindow, dialog, nativeTheme } from 'electron'
import { CommandError } from '#shared/result'
import { keepFromOthers } from '#store/safety/private-dir'
import { declareAppProtocol, denyPermissions, serveApp } from './app-protocol'
import { openDashboardWindow } from './dashboard-window'
import { openDoor } from './ipc-door'
import { becomeKnown } from './known'
import { wasStartedAtLogin } from './native/at-login'
import { type Doorway, openDoorway } from './native/doorway'
import { keptTheme } from './theme'
import { goesOnWithoutWindow } from './without-window'

// What a window needs to load its page, and no more: all else of main is read while it does. What is imported here, each start waits for
// before it shows anything.

// Before anything reads the path: it is where Chromium and the single-instance lock live as well.
if (process.env.TRILANE_DATA_DIR) app.setPath('userData', process.env.TRILANE_DATA_DIR)
declareAppProtocol()
becomeKnown()
app.on('window-all-closed', () => {
  if (!goesOnWithoutWindow()) app.quit()
})
const doorway = openDoorway(app, process.argv, process.cwd())
if (doorway)
  void app
    .whenReady()
    .then(() => begin(doorway))
    .catch(cannotStart)
else app.quit()

async function begin(doorway: Doorway) {
  const dataDir = app.getPath('userData')
  if (!process.env.TRILANE_DATA_DIR) keepFromOthers(dataDir)
  enableCompileCache(join(dataDir, 'Main Code Cache')) // beside Chromium's own of the page
  const served = serveApp(join(import.meta.dirname, '../renderer'))
  denyPermissions()
  openDoor()
  nativeTheme.themeSource = keptTheme(dataDir)
  const quiet = wasStartedAtLogin(app, process.platform, process.argv)
  const window = openDashboardWindow(dataDir, quiet)
  const loading = Promise.race([served, cannotLoad(window)])
  await import('#store/store') // while the window's process begins, before it asks for much
  // Reading the rest of main stops this thread for a tenth of a second or two, and the page could get nothing meanwhile.
  await loading
  const { start } = await import('./main')
  await start(dataDir, doorway, { window, quiet })
}

/** Resolves when the window's page is not going to ask for anything more from here. */
const cannotLoad = (window: BrowserWindow) =>
  new Promise<void>((resolve) => {
    window.once('closed', resolve)
    for (const event of ['did-finish-load', 'did-fail-load', 'render-process-gone'] as const)
      window.webContents.once(event as 'did-finish-load', () => resolve())
  })

function cannotStart(error: unknown) {
  const known = error instanceof CommandError
  console.error(known ? error.message : error)
  dialog.showErrorBox('Trilane cannot start', known ? error.message : `${error}. Nothing that was stored was changed.`)
  app.exit(1)
}
