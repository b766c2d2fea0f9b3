import type { MenuItemConstructorOptions } from 'electron'
import type { MenuAction } from '#shared/contract'

type Item = MenuItemConstructorOptions
type App = { readonly platform: NodeJS.Platform; readonly name: string; readonly developing: boolean }
type Does = { readonly act: (action: MenuAction) => void; readonly showData: () => void }

const line = { type: 'separator' } as const

/** The native menu of a system. Roles bring their own accelerators, and copy and paste to every field. What else it offers the window does. */
export function menuTemplate({ platform, name, developing }: App, { act, showData }: Does): Item[] {
  const mac = platform === 'darwin'
  const item = (label: string, action: MenuAction, accelerator?: string): Item => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => act(action),
  })
  const settings = item('Settings…', 'settings', 'CmdOrCtrl+,')
  const about: Item = { label: `About ${name}`, role: 'about' }
  const quit: Item = { label: `Quit ${name}`, role: 'quit', accelerator: 'CmdOrCtrl+Q' }

  const appMenu: Item[] = [about, line, settings, line, { role: 'services' }, line]
  appMenu.push({ role: 'hide' }, { role: 'hideOthers' }, { role: 'unhide' }, line, quit)

  return [
    ...(mac ? [{ label: name, submenu: appMenu }] : []),
    {
      label: 'File',
      submenu: [
        item('New prompt', 'new_prompt', 'CmdOrCtrl+N'),
        item('Import…', 'import', 'CmdOrCtrl+O'),
        item('Run the sample', 'sample'),
        line,
        ...(mac ? [{ role: 'close' } as const] : [settings, line, quit]),
      ],
    },
    {
      label: 'Edit',
      submenu: [
        ...[{ role: 'undo' } as const, { role: 'redo' } as const, line],
        ...[{ role: 'cut' } as const, { role: 'copy' } as const, { role: 'paste' } as const],
        ...[{ role: 'selectAll' } as const, line],
        item('Filter', 'filter', 'CmdOrCtrl+F'),
      ],
    },
    {
      label: 'View',
      submenu: [
        item('Queue', 'queue', 'CmdOrCtrl+1'),
        item('Dead letters', 'dead_letters', 'CmdOrCtrl+2'),
        item('Insights', 'insights', 'CmdOrCtrl+3'),
        item('Providers', 'providers', 'CmdOrCtrl+4'),
        item('Schedules', 'schedules', 'CmdOrCtrl+5'),
        item('Spending', 'spending', 'CmdOrCtrl+6'),
        item('Watch folders', 'watches', 'CmdOrCtrl+7'),
        ...[line, item('Pause or resume all', 'pause', 'CmdOrCtrl+.'), line],
        ...[{ role: 'resetZoom' } as const, { role: 'zoomIn' } as const, { role: 'zoomOut' } as const, line],
        { role: 'togglefullscreen' },
        ...(developing ? [{ role: 'toggleDevTools' } as const] : []),
      ],
    },
    {
      label: 'Window',
      role: 'window', // macOS adds the open windows to it
      submenu: [
        { role: 'minimize' },
        ...(mac ? [{ role: 'zoom' } as const, line, { role: 'front' } as const] : [{ role: 'close' } as const]),
      ],
    },
    {
      label: 'Help',
      role: 'help', // macOS puts its search of menus there
      submenu: [
        item('Keyboard shortcuts', 'keyboard', 'CmdOrCtrl+/'),
        { label: 'Show the data file', click: showData },
        ...(mac ? [] : [line, about]),
      ],
    },
  ]
}
