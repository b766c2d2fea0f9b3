import { join } from 'node:path'
import { type BrowserWindow, screen } from 'electron'
import { readPlace } from './native/place-file'
import { type Box, placeOn } from './native/window-place'
import { openWindow, preloadFile } from './window'

export const placeFile = (dataDir: string): string => join(dataDir, 'window.json')

/** A window on the dashboard, where it last was. It needs nothing of the data: its page may load while they are opened. */
export function openDashboardWindow(dataDir: string, quiet = false): BrowserWindow {
  const saved = readPlace(placeFile(dataDir))
  const { maximized, fullScreen } = saved ?? { maximized: false, fullScreen: false }
  const box = placeOn(saved?.box ?? null, workAreas())
  return openWindow(preloadFile(import.meta.dirname), { place: { box, maximized, fullScreen }, quiet })
}

function workAreas(): [Box, ...Box[]] {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  return [primary.workArea, ...others.map(({ workArea }) => workArea)]
}
