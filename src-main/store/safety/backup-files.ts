import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Backup, type BackupReason } from '#shared/startup'
import type { EpochMs } from '#shared/task'
import { stamp, stampTime } from './files'

/** How many stay of each kind. Those that a person made stay until a person deletes them. */
const generations = 3
export const manualLimit = 10
const unfinished = '.new'

export const backupsDir = (dataDir: string) => join(dataDir, 'backups')
export const backupFile = (dataDir: string, name: string) => join(backupsDir(dataDir), name)

/** Newest first. A copy gets its name only once it is verified, so all of these were good when they were made. */
export function listBackups(dataDir: string): Backup[] {
  const dir = backupsDir(dataDir)
  if (!existsSync(dir)) return []
  const names = readdirSync(dir).sort().reverse()
  return names.flatMap((name) => {
    const reason = /-(quit|daily|migration|manual)\.db$/.exec(name)?.[1]
    const at = stampTime(name)
    if (reason === undefined || Number.isNaN(at)) return []
    const backup = Backup.safeParse({ name, reason, at, bytes: statSync(join(dir, name)).size })
    return backup.success ? [backup.data] : []
  })
}

/** A name that nothing has yet, and the one under which its copy is made and verified. */
export function newName(dataDir: string, reason: BackupReason, now: EpochMs): { name: string; making: string } {
  let at = now
  const nameAt = () => `${stamp(at)}-${reason}.db`
  while (existsSync(backupFile(dataDir, nameAt()))) at++
  return { name: nameAt(), making: backupFile(dataDir, nameAt() + unfinished) }
}

/** Deletes what is older than the newest three of its kind. */
export function prune(dataDir: string) {
  const byReason = Map.groupBy(listBackups(dataDir), ({ reason }) => reason)
  for (const [reason, backups] of byReason)
    if (reason !== 'manual') for (const { name } of backups.slice(generations)) rmSync(backupFile(dataDir, name))
}

/** Deletes what a crash left half-copied. Nobody may be copying. */
export function dropHalfMade(dataDir: string) {
  const dir = backupsDir(dataDir)
  if (!existsSync(dir)) return
  for (const name of readdirSync(dir)) if (/\.db\.new(-journal|-wal|-shm)?$/.test(name)) rmSync(join(dir, name))
}
