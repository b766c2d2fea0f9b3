import { chmodSync, statSync } from 'node:fs'

/** Whether others on this computer may look into the folder. Windows keeps such rights elsewhere, and a user's folders are the user's there. */
export function isOpenToOthers(dir: string): boolean {
  if (process.platform === 'win32') return false
  try {
    return (statSync(dir).mode & 0o077) !== 0
  } catch {
    return false // it is not there yet, or cannot be reached: whoever opens it says so
  }
}

/** For the app's own folder, which may have been made by something else than the app, or long ago. A folder that a person named is theirs. */
export function keepFromOthers(dir: string) {
  if (!isOpenToOthers(dir)) return
  try {
    chmodSync(dir, 0o700)
  } catch {
    // It is another's, or on a disk that knows no rights. All files in it are private by themselves.
  }
}
