import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { databaseName } from './files'

/** The copy of a backup that is to take the database's place. */
export const incoming = `${databaseName}.restoring`
const note = 'restore-given-up'

/** Before what is left half-made is deleted: a backup that was to be put back, and that nothing brings to its end any more, is remembered. */
export function noteGivenUp(dataDir: string): void {
  if (existsSync(join(dataDir, incoming))) writeFileSync(join(dataDir, note), '', { mode: 0o600 })
}

/** Whether a backup was to be put back and was not; told once. */
export function restoreWasGivenUp(dataDir: string): boolean {
  const was = existsSync(join(dataDir, note))
  rmSync(join(dataDir, note), { force: true })
  return was
}
