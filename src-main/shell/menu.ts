import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuAction } from '#shared/contract'

/** The native menu. What it offers the window does; see MenuAction. */
export function buildMenu(act: (action: MenuAction) => void): Menu {
  const item = (label: string, action: MenuAction, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => act(action),
  })
  const mac = process.platform === 'darwin'
  const settings = item('Settings…', 'settings', 'CmdOrCtrl+,')
  return Menu.buildFromTemplate([
    ...(mac
      ? [
          {
            label: app.name,
            submenu: [
              { role: 'about' },
              { type: 'separator' },
              settings,
              { type: 'separator' },
              { role: 'hide' },
              { role: 'quit' },
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: 'File',
      submenu: [
        item('New prompt', 'new_prompt', 'CmdOrCtrl+N'),
        item('Import…', 'import', 'CmdOrCtrl+O'),
        item('Run the sample', 'sample'),
        { type: 'separator' },
        ...(mac ? [{ role: 'close' } as const] : [settings, { type: 'separator' } as const, { role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: 'Queue',
      submenu: [item('Pause or resume all', 'pause', 'CmdOrCtrl+.'), item('Filter', 'filter')],
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
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
  ])
}
