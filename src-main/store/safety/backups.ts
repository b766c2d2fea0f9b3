import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { CommandError } from '#shared/result'
import type { Backup, BackupReason } from '#shared/startup'
import type { EpochMs } from '#shared/task'
import { crashPoint } from '../crash-point'
import { backupFile, backupsDir, dropHalfMade, listBackups, manualLimit, newName, prune } from './backup-files'
import { freeBytesOf } from './ballast'
import { databaseFile, ownDir, setFiles, syncDir } from './files'
import { JobError, runJob } from './jobs'
import { StorageError } from './storage-error'

const dayMs = 86_400_000
/** A start has better things to do than to copy. */
const settleMs = 10 * 60_000
const megabyte = 1_048_576
/** At the end of the app a person waits: a larger database is left to the daily copy. */
const shortQuit = { bytes: 500 * megabyte, ms: 15_000 }
/** Left free on the disk besides the copy. */
const spareBytes = 64 * megabyte

export type BackupOutcome =
  | { readonly kind: 'made'; readonly backup: Backup }
  | {
      readonly kind: 'skipped'
      readonly why: 'unchanged' | 'too_big' | 'too_slow' | 'closing' | 'no_room'
      readonly message: string
    }

type Options = {
  readonly dataDir: string
  readonly now: () => EpochMs
  /** What may be copied while a person waits for the app to close, and for how long. */
  readonly quitLimit?: { readonly bytes: number; readonly ms: number }
}

/**
 * Verified copies of the database, made while it is in use: copied and read to the end in a thread, and named only when they are good.
 * Of each kind the newest three are kept; those made by a person until that person deletes them.
 */
export function createBackups({ dataDir, now, quitLimit = shortQuit }: Options) {
  const startedAt = now()
  let lookedAt: EpochMs = 0
  let running: Promise<unknown> = Promise.resolve()
  let stopping = new AbortController()
  dropHalfMade(dataDir)

  async function make(reason: BackupReason): Promise<BackupOutcome> {
    const source = databaseFile(dataDir)
    const backups = listBackups(dataDir)
    if (reason === 'manual' && backups.filter((backup) => backup.reason === 'manual').length >= manualLimit)
      throw new CommandError(
        'wrong_state',
        `There are ${manualLimit} backups made by hand already, and only you can say which may go. Delete one, then back up again. Nothing was changed.`,
      )
    const bytes = setFiles(source).reduce((sum, path) => sum + statSync(path).size, 0)
    if (reason === 'quit' && bytes > quitLimit.bytes) return skipped('too_big', bytes)
    if ((await freeBytesOf(dataDir)) < bytes + spareBytes) {
      if (reason === 'manual') throw new StorageError('full', source, noRoom(bytes))
      return skipped('no_room', bytes)
    }
    ownDir(backupsDir(dataDir))
    const at = now()
    const { name, making } = newName(dataDir, reason, at)
    const newest = backups[0]
    const unlessSameAs = reason !== 'manual' && newest ? backupFile(dataDir, newest.name) : null
    try {
      const limits = reason === 'quit' ? { limitMs: quitLimit.ms } : { signal: stopping.signal }
      const copied = await runJob({ kind: 'copy', source, target: making, unlessSameAs }, limits)
      if (copied.kind === 'unchanged') return skipped('unchanged', bytes)
      renameSync(making, backupFile(dataDir, name))
      syncDir(backupsDir(dataDir))
      crashPoint('backup_placed')
    } catch (error) {
      if (error instanceof JobError && error.code === 'ETIMEDOUT') return skipped('too_slow', bytes)
      if (existsSync(making)) rmSync(making)
      if (error instanceof JobError && error.code === 'ABORT_ERR') return skipped('closing', bytes)
      if (error instanceof JobError && error.unsound)
        throw new StorageError(
          'damaged',
          source,
          `The copy that was just made did not pass its check (${error.message}), so the database itself may be damaged. The copy was thrown away; older backups are kept. Quit and start Trilane again, so that it checks the database.`,
        )
      throw error
    }
    prune(dataDir)
    const [made] = listBackups(dataDir).filter((backup) => backup.name === name)
    if (!made) throw new Error(`the backup ${name} is gone`)
    return { kind: 'made', backup: made }
  }

  /** What is being copied when the app closes gets as long as a copy of its own would, then it is given up. */
  async function atQuit(before: Promise<unknown>): Promise<BackupOutcome> {
    const timer = setTimeout(() => stopping.abort(), quitLimit.ms)
    await before
    clearTimeout(timer)
    const { aborted } = stopping.signal
    stopping = new AbortController()
    return aborted ? skipped('too_slow', 0) : make('quit')
  }

  return {
    list: () => listBackups(dataDir),
    /** Makes one, after any that is being made. Rejects with StorageError or CommandError; a copy that is not needed is skipped. */
    run(reason: Exclude<BackupReason, 'migration'>): Promise<BackupOutcome> {
      lookedAt = now()
      const mine = reason === 'quit' ? atQuit(running) : running.then(() => make(reason))
      running = mine.catch(() => {}) // it has told its own caller
      return mine
    },
    /** When the daily one is due: a day after the newest of any kind or after the last look that found nothing new, and not right after
     *  the start. */
    dueAt(): EpochMs {
      const newest = listBackups(dataDir)[0]?.at ?? 0
      const last = Math.min(Math.max(newest, lookedAt), now()) // a clock that was set back strands nothing
      return Math.max(last + dayMs, Math.min(startedAt, now()) + settleMs)
    },
    remove(name: string) {
      if (!listBackups(dataDir).some((backup) => backup.name === name))
        throw new CommandError('not_found', `There is no backup ${name} any more.`)
      rmSync(backupFile(dataDir, name))
    },
    /** Reads the database that is in use to its end, in a thread. @returns null when it is sound, or what is wrong */
    async check(): Promise<string | null> {
      const result = await runJob({ kind: 'check', file: databaseFile(dataDir) })
      return result === 'ok' ? null : result
    },
  }
}
export type Backups = ReturnType<typeof createBackups>

const megabytes = (bytes: number) => `${Math.ceil(bytes / megabyte)} MB`
const noRoom = (bytes: number) =>
  `There is no room for a backup of ${megabytes(bytes)}. Nothing was changed; make room on the disk, then back up again.`

function skipped(why: (BackupOutcome & { kind: 'skipped' })['why'], bytes: number): BackupOutcome {
  const messages = {
    unchanged: 'Nothing has changed since the newest backup, so none was made.',
    too_big: `The database has ${megabytes(bytes)}, too much to copy while you wait for the app to close. The daily backup copies it.`,
    too_slow: 'The copy took too long while the app was closing and was given up. The daily backup makes one.',
    closing: 'Trilane was closed before the copy was complete. The daily backup makes one.',
    no_room: noRoom(bytes),
  }
  return { kind: 'skipped', why, message: messages[why] }
}
