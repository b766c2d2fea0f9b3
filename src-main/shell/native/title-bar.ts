import type { BrowserWindowConstructorOptions, TitleBarOverlayOptions } from 'electron'

/** Of the mock: one row that is the window's title bar, above all views. */
export const overlayHeight = 36

/** `chrome` and `ink` of tokens.css: the window's own buttons are drawn by the system, which knows no tokens. */
const colours = {
  light: { color: '#f5f4f1', symbolColor: '#191e1c' },
  dark: { color: '#0c0f0e', symbolColor: '#eff1ee' },
}

/** The buttons that Windows draws over the page. */
export const overlayOf = (dark: boolean): TitleBarOverlayOptions => ({
  ...colours[dark ? 'dark' : 'light'],
  height: overlayHeight,
})

/** How a window meets its system: see docs of the design, "Platforms". */
export function titleBarOf(platform: NodeJS.Platform, dark: boolean): BrowserWindowConstructorOptions {
  if (platform === 'darwin') return { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 16, y: 16 } }
  // On Windows the menu is in the page's title bar then; Alt has nothing to show.
  if (platform === 'win32') return { titleBarStyle: 'hidden', titleBarOverlay: overlayOf(dark) }
  return { titleBarStyle: 'default', autoHideMenuBar: true }
}
