import { shell } from 'electron'
import type { Handlers, Notice } from '#shared/contract'
import { CommandError } from '#shared/result'
import { type Backups, createBackups } from '#store/safety/backups'
import { dailyBackup } from '#store/safety/daily-backup'
import { databaseFile } from '#store/safety/files'
import { placePrepared, prepareRestore } from '#store/safety/restore'

type Names =
  | 'getStartup'
  | 'surveyDamage'
  | 'settleStartup'
  | 'showDataFile'
  | 'quitApp'
  | 'getBackups'
  | 'backUpNow'
  | 'deleteBackup'
  | 'restoreBackup'
type Parts = {
  readonly dataDir: string
  readonly now: () => number
  /** Says something to the person at the window. */
  readonly say: (notice: Notice) => void
  readonly quit: () => void
  /** Starts the app once more after this process has ended. */
  readonly relaunch: () => void
}

/** Copies of the data: daily, on quit, by button; and putting one back, for which the app closes and starts again. */
export function backupKeeping({ dataDir, now, say, quit, relaunch }: Parts) {
  const backups: Backups = createBackups({ dataDir, now })
  let toRestore = false

  const commands: Pick<Handlers, Names> = {
    getStartup: async () => ({ kind: 'ready' }),
    surveyDamage: () => Promise.reject(notNow()),
    settleStartup: async () => ({ kind: 'ready' }),
    async showDataFile() {
      shell.showItemInFolder(databaseFile(dataDir))
      return {}
    },
    async quitApp() {
      quit()
      return {}
    },
    getBackups: async () => backups.list(),
    async backUpNow() {
      const outcome = await backups.run('manual')
      return outcome.kind === 'made' ? outcome : { kind: 'skipped', message: outcome.message }
    },
    async deleteBackup({ name }) {
      backups.remove(name)
      return backups.list()
    },
    async restoreBackup({ name }) {
      await prepareRestore(dataDir, name)
      toRestore = true
      quit()
      return {}
    },
  }

  return {
    commands,
    daily: dailyBackup(backups, now, say),
    /** Before the store closes: a copy, when something has changed and it can be made while a person waits. Never rejects. */
    async beforeClose() {
      if (toRestore) return
      try {
        const outcome = await backups.run('quit')
        if (outcome.kind === 'skipped' && outcome.why !== 'unchanged') console.error(outcome.message)
      } catch (error) {
        console.error('no backup was made on quit:', error)
      }
    },
    /** After the store has closed: puts back what was chosen, and has the app start again. At once: late in a quit
     *  little else can be relied on. On a failure the data is as it was. */
    afterClose() {
      if (!toRestore) return
      try {
        placePrepared(dataDir, { now: now(), because: 'before-restore' })
      } catch (error) {
        console.error('the backup was not restored:', error)
      }
      relaunch()
    },
  }
}

const notNow = () => new CommandError('wrong_state', 'The data is open and whole as far as Trilane knows.')
