import { closeSync, cpSync, fsyncSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Folders for the rounds below one that is removed at the end. */
export function workFolder(parent: string) {
  return {
    fresh: (name: string) => mkdtempSync(join(parent, `${name}-`)),
    /** A copy that is on disk before it is used: its own writes must not be paid for by the first commit of the round. */
    copy(from: string): string {
      const to = mkdtempSync(join(parent, 'copy-'))
      cpSync(from, to, { recursive: true })
      for (const name of readdirSync(to)) {
        const file = openSync(join(to, name), 'r')
        fsyncSync(file)
        closeSync(file)
      }
      return to
    },
    remove: (folder: string) => rmSync(folder, { recursive: true, force: true }),
  }
}
export type WorkFolder = ReturnType<typeof workFolder>
