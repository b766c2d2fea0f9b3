import { app, Menu } from 'electron'
import type { MenuAction } from '#shared/contract'
import { menuTemplate } from './native/menu-template'

/** As people call it: Electron's own name for it is that of the package. */
const name = 'Trilane'

type Does = { readonly act: (action: MenuAction) => void; readonly showData: () => void }

/** The native menu of this system, and the panel that its About shows. */
export function setMenu(does: Does): void {
  app.setAboutPanelOptions({
    applicationName: name,
    applicationVersion: app.getVersion(),
    version: '', // of the build: there is none beside the app's own
    credits: `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}, Node.js ${process.versions.node}`,
  })
  const template = menuTemplate({ platform: process.platform, name, developing: !app.isPackaged }, does)
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
