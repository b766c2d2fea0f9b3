import { copyFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '#shared/result'
import type { Backup } from '#shared/startup'
import type { EpochMs } from '#shared/task'
import { connect } from '../database'
import { lockDataDir } from '../lock'
import { forgetInstallation } from '../meta'
import { migrations } from '../migrations/migrate'
import { backupFile, listBackups } from './backup-files'
import { freeBytesOf } from './ballast'
import { databaseFile, freeName, setFiles, setParts, stamp, syncFile } from './files'
import { incoming } from './given-up'
import { runJob } from './jobs'
import { StorageError } from './storage-error'
import { finishSwap, isSwapping, swapDatabase } from './swap'
import type { Contents } from './verify'

/** Where the old set went, and what is in its place now. */
export type Restored = { readonly backup: Backup; readonly contents: Contents; readonly movedTo: string | null }

/** A verified copy of a backup that lies ready beside the database, which may still be in use. */
export type Prepared = { readonly backup: Backup; readonly contents: Contents }

/**
 * Puts a COPY of a backup in the database's place, verified; what was there is moved aside as one set and kept. The store must be closed:
 * this takes the folder's lock for itself. A crash anywhere leaves the old set or the new one, whole.
 * Throws CommandError 'not_found' or 'in_use', or StorageError, and then nothing was changed.
 * @param because names the folder for the old set: `damaged` or `before-restore`
 */
export async function restoreBackup(dataDir: string, name: string, options: Because): Promise<Restored> {
  if (!listBackups(dataDir).some((backup) => backup.name === name)) throw unknown(dataDir, name)
  const unlock = lockDataDir(dataDir)
  try {
    finishSwap(dataDir)
    const prepared = await prepareRestore(dataDir, name)
    return { ...prepared, movedTo: putInPlace(dataDir, incoming, options) }
  } finally {
    dropIncoming(dataDir)
    unlock()
  }
}
type Because = { readonly now: EpochMs; readonly because: 'damaged' | 'before-restore' }

/** The first half of a restore, for which the database may still be in use: all that takes time, and all that can go wrong. */
export async function prepareRestore(dataDir: string, name: string): Promise<Prepared> {
  const backup = listBackups(dataDir).find((each) => each.name === name)
  if (!backup) throw unknown(dataDir, name)
  const source = backupFile(dataDir, name)
  if ((await freeBytesOf(dataDir)) < statSync(source).size + 1_048_576)
    throw new StorageError(
      'full',
      source,
      'There is no room to put the backup back beside the present database. Nothing was changed; make room first.',
    )
  dropIncoming(dataDir)
  try {
    return { backup, contents: await copyAndVerify(source, join(dataDir, incoming)) }
  } catch (error) {
    dropIncoming(dataDir)
    throw error
  }
}

/** The second half, at once: nobody has the database open any more. @returns the folder that now holds the old set */
export function placePrepared(dataDir: string, options: Because): string | null {
  const unlock = lockDataDir(dataDir)
  try {
    return putInPlace(dataDir, incoming, options)
  } finally {
    unlock()
  }
}

function dropIncoming(dataDir: string) {
  if (isSwapping(dataDir)) return // the next start puts it in its place
  for (const part of [...setParts, '-journal']) rmSync(join(dataDir, incoming) + part, { force: true })
}

const unknown = (dataDir: string, name: string) =>
  new CommandError('not_found', `There is no backup ${name} in ${dataDir}. Nothing was changed.`)

async function copyAndVerify(source: string, file: string): Promise<Contents> {
  copyFileSync(source, file) // its -wal, should there be one, is no part of a backup
  const verdict = await runJob({ kind: 'verify', file })
  if (!verdict.sound)
    throw new StorageError(
      'damaged',
      source,
      `This backup did not pass its check (${verdict.why}). Nothing was changed; choose another one.`,
    )
  if (verdict.contents.version > migrations.length)
    throw new StorageError(
      'newer',
      source,
      'This backup was made by a newer Trilane. Nothing was changed; update the app to restore it.',
    )
  const db = connect(file, { timeoutMs: 0 })
  try {
    forgetInstallation(db)
  } finally {
    db.close()
  }
  syncFile(file)
  return verdict.contents
}

/** Moves the present set aside and a finished database from the data folder into its place. @returns where the old set is, if there was one */
export function putInPlace(dataDir: string, replacement: string | null, { now, because }: Because): string | null {
  const had = setFiles(databaseFile(dataDir)).length > 0
  const aside = swapDatabase(dataDir, { aside: freeName(dataDir, `${because}-${stamp(now)}`), replacement })
  return had ? aside : null
}
