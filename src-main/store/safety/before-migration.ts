import { existsSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { EpochMs } from '#shared/task'
import { backupFile, backupsDir, newName, prune } from './backup-files'
import { copyClosed } from './copy'
import { ownDir, syncDir } from './files'
import { StorageError } from './storage-error'

const megabyte = 1_048_576

/**
 * Copies the database before a migration changes its form: the bytes as they are, so that an older Trilane finds exactly the file that it
 * wrote, with the rowids that VACUUM INTO would give away anew, and in no time where the file system can share them.
 * Nobody may have it open, and its -wal must be empty. Throws StorageError, and then nothing was changed and the migration must not begin.
 */
export function backUpBeforeMigration(file: string, now: EpochMs): string {
  const dataDir = dirname(file)
  const { bavail, bsize } = statfsSync(dataDir)
  const bytes = statSync(file).size
  // The migration writes the tables once more into the -wal, then into the file.
  if (bavail * bsize < 3 * bytes + 16 * megabyte)
    throw new StorageError(
      'full',
      file,
      `This version of Trilane stores its data in a new form. There is no room on the disk to copy the old one first (${Math.ceil((3 * bytes) / megabyte) + 16} MB are needed). Nothing was changed; make room, then start again.`,
    )
  ownDir(backupsDir(dataDir))
  const { name, making } = newName(dataDir, 'migration', now)
  try {
    copyClosed(file, making)
    renameSync(making, backupFile(dataDir, name))
  } catch (error) {
    if (existsSync(making)) rmSync(making)
    throw error
  }
  syncDir(backupsDir(dataDir))
  prune(dataDir)
  return name
}
