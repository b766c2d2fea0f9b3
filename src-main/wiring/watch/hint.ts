import { watch as watchFolder } from 'node:fs'

/** Tells that something may have happened in a folder. */
export type Hint = { readonly close: () => void }
export type OpenHint = (folder: string, subfolders: boolean, onHint: () => void, onLost: () => void) => Hint | null

/** On Linux, Node would walk through the whole tree at once, on the main thread, and put a watch on each folder of it. */
const watchesTrees = process.platform === 'darwin' || process.platform === 'win32'

/**
 * What the system tells of a folder: sooner than the next look, and never more than a hint. Network drives tell nothing, a system may have
 * no watch left to give (ENOSPC), and events are missed in sleep and in masses; so whoever hears nothing still looks.
 */
export const openHint: OpenHint = (folder, subfolders, onHint, onLost) => {
  try {
    const watcher = watchFolder(folder, { persistent: false, recursive: subfolders && watchesTrees }, onHint)
    watcher.on('error', () => {
      watcher.close()
      onLost()
    })
    return { close: () => watcher.close() }
  } catch {
    return null
  }
}
