import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalDays } from '#shared/local-day'
import { chat } from '#shared/request'
import type { NewTask } from '#shared/work'
import { openStore } from './store'

export type { Store } from './store'

/** For tests: a real store in a folder of its own. @param days by which money is counted; left out: the machine's own */
export function tempStore(days?: LocalDays) {
  const dataDir = mkdtempSync(join(tmpdir(), 'trilane-store-'))
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
