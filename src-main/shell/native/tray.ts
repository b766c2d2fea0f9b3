import { Menu, Tray } from 'electron'
import { mark } from './icons'
import { nativeIcon } from './native-icon'
import { type TrayDoes, type TrayFace, trayMenu, trayTip, trayTitle } from './tray-words'

/** The icon in the tray or the menu bar. Shown or not at any time; while it is not, nothing of it exists. */
export function createTray(does: TrayDoes) {
  const { platform } = process
  let tray: Tray | null = null
  let shown: TrayFace | null = null
  let menu: Menu | null = null // held while it is open

  const build = (face: TrayFace) => {
    menu = Menu.buildFromTemplate(trayMenu(face, does))
    return menu
  }

  function make(): Tray {
    const mac = platform === 'darwin'
    const icon = nativeIcon((scale) => mark(scale, mac))
    icon.setTemplateImage(mac)
    const made = new Tray(icon)
    // Made when it is asked for: one that is replaced while it is open would take its items with it.
    const pop = () => shown && made.popUpContextMenu(build(shown))
    if (platform !== 'linux') {
      made.on('click', mac ? pop : does.open)
      made.on('right-click', pop)
    }
    return made
  }

  return {
    show(face: TrayFace) {
      if (tray && JSON.stringify(face) === JSON.stringify(shown)) return
      tray ??= make()
      shown = face
      tray.setToolTip(trayTip(face))
      if (platform === 'darwin') tray.setTitle(trayTitle(face), { fontType: 'monospacedDigit' })
      if (platform === 'linux') tray.setContextMenu(build(face)) // whoever shows it there opens it by itself, and follows changes
    },
    hide() {
      tray?.destroy()
      tray = null
    },
  }
}
