import { statSync } from 'node:fs'
import type { DataSize } from '#shared/retention'
import type { Database } from '../database'
import { listBackups } from '../safety/backup-files'
import { databaseFile, setParts } from '../safety/files'
import { listSetAside } from '../safety/set-aside'
import { indexFile } from '../search/index-file'

/** What the data takes on the disk. Asks the system for sizes alone and opens nothing: closing a file that SQLite has open drops its locks. */
export function dataSize(db: Database, dataDir: string): DataSize {
  const sum = (file: string) => setParts.reduce((bytes, part) => bytes + sizeOf(file + part), 0)
  const backups = listBackups(dataDir)
  const setAside = listSetAside(dataDir)
  return {
    database: sum(databaseFile(dataDir)),
    rawAnswers: Number(db.prepare('SELECT coalesce(sum(bytes), 0) FROM raw_answers').pluck().get()),
    search: sum(indexFile(dataDir)),
    backups: backups.reduce((bytes, backup) => bytes + backup.bytes, 0),
    backupCount: backups.length,
    setAside: setAside.reduce((bytes, each) => bytes + each.bytes, 0),
    setAsideCount: setAside.length,
    free: Number(db.pragma('freelist_count', { simple: true })) * Number(db.pragma('page_size', { simple: true })),
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
