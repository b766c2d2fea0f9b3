import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '#shared/result'
import type { Backup, DamageSurvey } from '#shared/startup'
import type { EpochMs } from '#shared/task'
import { lockDataDir } from '../lock'
import { backupFile, listBackups } from './backup-files'
import { databaseFile, databaseName, setFiles, setParts } from './files'
import { JobError, runJob } from './jobs'
import { putInPlace, type Restored, restoreBackup } from './restore'
import type { SalvageReport } from './salvage'
import { finishSwap, isSwapping } from './swap'

const salvagedName = `${databaseName}.salvaged`

/**
 * What can be done about a database that cannot be opened. Nothing is moved before a person decides; reading what can be read goes to a
 * fresh file beside it. The store must be closed: each of these takes the folder's lock while it works.
 */
export function createRescue(dataDir: string, now: () => EpochMs) {
  const salvaged = join(dataDir, salvagedName)
  const workDir = join(dataDir, 'salvage.tmp')
  let read: Promise<SalvageReport> | null = null
  let reading = new AbortController()

  async function newestGood(): Promise<DamageSurvey['backup']> {
    for (const backup of listBackups(dataDir)) {
      const verdict = await runJob({ kind: 'verify', file: backupFile(dataDir, backup.name) })
      if (verdict.sound) return { backup, tasks: verdict.contents.tasks, results: verdict.contents.results }
    }
    return null
  }

  async function readAll(): Promise<SalvageReport> {
    const unlock = lockDataDir(dataDir)
    try {
      finishSwap(dataDir)
      const newest = listBackups(dataDir)[0]
      const backup = newest ? backupFile(dataDir, newest.name) : null
      const job = { source: databaseFile(dataDir), target: salvaged, workDir, backup, now: now() }
      return await runJob({ kind: 'salvage', ...job }, { signal: reading.signal })
    } finally {
      unlock()
    }
  }

  /** Once: the outcome stands ready in its file until something is decided. */
  function readOnce(): Promise<SalvageReport> {
    read ??= readAll().catch((error: unknown) => {
      read = null
      const stopped = error instanceof JobError && error.code === 'ABORT_ERR'
      throw stopped ? new CommandError('wrong_state', 'Reading was stopped, since something else was decided.') : error
    })
    return read
  }

  /** Something else was decided: reading stops, and what was read is deleted. */
  async function dropSalvaged() {
    reading.abort()
    await read?.catch(() => {})
    read = null
    reading = new AbortController()
    if (isSwapping(dataDir)) return // what was read is on its way to its place
    for (const part of [...setParts, '-journal']) rmSync(salvaged + part, { force: true })
    rmSync(workDir, { recursive: true, force: true })
  }

  return {
    backups: (): Backup[] => listBackups(dataDir),
    /** When the database was last written to, by its files; null when there is none. */
    lastSavedAt(): EpochMs | null {
      const times = setFiles(databaseFile(dataDir)).map((path) => Math.floor(statSync(path).mtimeMs))
      return times.length === 0 ? null : Math.max(...times)
    },
    /** The newest backup that passes its check, against what can still be read. Changes nothing of the damaged set. */
    async survey(): Promise<DamageSurvey> {
      const { tasks, results, tables } = await readOnce()
      return { backup: await newestGood(), salvage: { tasks, results, tables: [...tables] } }
    },
    /** Puts what could be read in the database's place. */
    async salvage(): Promise<SalvageReport & { movedTo: string | null }> {
      const report = await readOnce()
      const unlock = lockDataDir(dataDir)
      try {
        return { ...report, movedTo: putInPlace(dataDir, salvagedName, { now: now(), because: 'damaged' }) }
      } finally {
        read = null
        unlock()
      }
    },
    async restore(name: string): Promise<Restored> {
      await dropSalvaged() // it holds the folder's lock while it reads
      return restoreBackup(dataDir, name, { now: now(), because: 'damaged' })
    },
    /** Leaves the place empty, so that the next start makes a new database. */
    async startEmpty(): Promise<string | null> {
      await dropSalvaged()
      const unlock = lockDataDir(dataDir)
      try {
        finishSwap(dataDir)
        return putInPlace(dataDir, null, { now: now(), because: 'damaged' })
      } finally {
        unlock()
      }
    },
    /** Deletes what was read for a survey that nobody needs any more. */
    drop: dropSalvaged,
  }
}
export type Rescue = ReturnType<typeof createRescue>
