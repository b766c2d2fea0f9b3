import { shell } from 'electron'
import type { Handlers, Notice } from '#shared/contract'
import { CommandError } from '#shared/result'
import { createBackups } from '#store/safety/backups'
import { dailyBackup } from '#store/safety/daily-backup'
import { databaseFile } from '#store/safety/files'
import { restoreWasGivenUp } from '#store/safety/given-up'
import { placePrepared, prepareRestore } from '#store/safety/restore'
import { StorageError } from '#store/safety/storage-error'

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
  /** A copy did not pass its check, so the database itself may be damaged. */
  readonly doubt: () => void
  /** Says something to the person at the window. */
  readonly say: (notice: Notice) => void
  readonly quit: () => void
  /** Starts the app once more after this process has ended. */
  readonly relaunch: () => void
}

/** Copies of the data: daily, on quit, by button; and putting one back, for which the app closes and starts again. */
export function backupKeeping({ dataDir, now, doubt, say, quit, relaunch }: Parts) {
  const backups = createBackups({ dataDir, now })
  let toRestore = false

  const make: typeof backups.run = (reason) =>
    backups.run(reason).catch((error: unknown) => {
      if (error instanceof StorageError && error.kind === 'damaged') doubt()
      throw error
    })

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
      const outcome = await make('manual')
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
    /** At the start, of a restore for which the app was closed and which could not be carried out. */
    begin() {
      if (restoreWasGivenUp(dataDir))
        say({
          kind: 'error',
          title: 'The backup was not put back',
          detail:
            'Its place could not be taken, for example because another program held the database. Your data is as it was before. Choose the backup once more under Settings.',
        })
    },
    /** Before the store closes: a copy, when something has changed and it can be made while a person waits. Never rejects. */
    async beforeClose() {
      if (toRestore) return
      try {
        const outcome = await make('quit')
        if (outcome.kind === 'skipped' && outcome.why !== 'unchanged') console.error(outcome.message)
      } catch (error) {
        console.error('no backup was made on quit:', error)
      }
    },
    /** After the store has closed: puts back what was chosen, and has the app start again. At once: late in a quit
     *  little else can be relied on. On a failure the data is as it was, and the next start says so. */
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
