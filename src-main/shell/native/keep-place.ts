import type { WindowPlace } from './window-place'

/** A window is moved and sized pixel by pixel: its place is written once it rests. */
const restMs = 500

/** The part of Electron's BrowserWindow that is used here. */
export type PlacedWindow = {
  getNormalBounds(): { x: number; y: number; width: number; height: number }
  isMaximized(): boolean
  isFullScreen(): boolean
  isDestroyed(): boolean
  on(event: PlaceEvent, listener: () => void): unknown
}
const placeEvents = ['move', 'resize', 'maximize', 'unmaximize', 'enter-full-screen', 'leave-full-screen'] as const
type PlaceEvent = (typeof placeEvents)[number] | 'close'

/**
 * Tells the window's place whenever it has come to rest somewhere else, and when it closes.
 * @returns what tells it now, for the end of the app, at which windows are not closed
 */
export function keepPlace(window: PlacedWindow, write: (place: WindowPlace) => void): () => void {
  let timer: NodeJS.Timeout | null = null
  let last = ''
  const now = () => {
    if (timer) clearTimeout(timer)
    timer = null
    if (window.isDestroyed()) return
    const place = {
      box: window.getNormalBounds(),
      ...{ maximized: window.isMaximized(), fullScreen: window.isFullScreen() },
    }
    const text = JSON.stringify(place)
    if (text !== last) write(place)
    last = text
  }
  for (const event of placeEvents)
    window.on(event, () => {
      if (timer) clearTimeout(timer)
      timer = setTimeout(now, restMs)
    })
  window.on('close', now)
  return now
}
