import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { WindowPlace } from './window-place'

/** What was kept; null where nothing was, or nothing that can be read: then the window opens as it did the first time. */
export function readPlace(file: string): WindowPlace | null {
  try {
    return WindowPlace.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

/** Beside the database and not in it: the window has a place also where the data cannot be opened, and a dragged window is worth no commit. */
export function writePlace(file: string, place: WindowPlace): void {
  const temp = `${file}.tmp`
  try {
    writeFileSync(temp, JSON.stringify(place), { mode: 0o600 })
    renameSync(temp, file)
  } catch (error) {
    rmSync(temp, { force: true })
    console.error('the place of the window was not kept:', error)
  }
}
