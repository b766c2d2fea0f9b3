import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalDays } from '#shared/local-day'
import { chat } from '#shared/request'
import type { NewTask } from '#shared/work'
import { closeDatabase, openDatabase } from './open'
import { ballastBytes, ballastFile } from './safety/ballast'
import { databaseFile } from './safety/files'
import { openStore } from './store'

export type { Store } from './store'

const newDir = () => mkdtempSync(join(tmpdir(), 'trilane-store-'))

let empty: string | null = null
/** A file that all migrations were run on, once for all stores of this process: they take four times as long as to open what they made. */
function migrated(): string {
  if (empty !== null) return empty
  const dir = newDir()
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  const file = databaseFile(dir)
  closeDatabase(openDatabase(file))
  empty = file
  return file
}

/** A file of the ballast's size that takes up no room, so that a store of a test does not spend its time on writing one. */
export function hollowBallast(dir: string) {
  writeFileSync(ballastFile(dir), '', { mode: 0o600 })
  truncateSync(ballastFile(dir), ballastBytes)
}

/** For tests: a real store in a folder of its own. @param days by which money is counted; left out: the machine's own */
export function tempStore(days?: LocalDays) {
  const dataDir = newDir()
  copyFileSync(migrated(), databaseFile(dataDir))
  hollowBallast(dataDir)
  let store = openStore(dataDir, days)
  store.providers.ensurePractice(0)
  return {
    dataDir,
    get store() {
      return store
    },
    /** As after a restart of the process. */
    reopen() {
      store.close() // twice does nothing
      store = openStore(dataDir, days)
      return store
    },
    remove() {
      store.close()
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }) // the checkpoint thread lets go of its files in its own time
    },
  }
}

/** A prompt that is to be queued on Fast for the practice provider. */
export const aTask = (prompt = 'Say hello', changes: Partial<NewTask> = {}): NewTask => ({
  ...{ request: chat(prompt), lane: 'fast', providerId: 'practice', model: 'practice-mini' },
  ...{ customId: null, file: null, line: null },
  ...changes,
})

export const aBatch = (name = 'test', state: 'open' | 'staging' = 'open') =>
  ({ name, kind: 'import', state, fingerprint: null, createdAt: 1 }) as const
