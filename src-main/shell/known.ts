import { app } from 'electron'
import { linkScheme } from '#shared/destination'

/** Under which Windows groups windows, notifications and the taskbar button; the installer must use the same. */
const windowsAppId = 'app.trilane.desktop'

/** Before the app is ready: who it is to the system, and that links of its own lead to it. */
export function becomeKnown(): void {
  if (process.platform === 'win32') app.setAppUserModelId(windowsAppId)
  // While developing it would be Electron itself that all links of this user lead to.
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)
}
