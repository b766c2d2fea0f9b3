import { dirname } from 'node:path'
import { lockDataDir } from '../lock'
import { closeDatabase, openDatabase } from '../open'
import { createBackups } from './backups'
import { createCheckpoints } from './checkpoints'
import { databaseFile } from './files'
import { fill } from './fixture'
import { createRescue } from './rescue'
import { restoreBackup } from './restore'

// For tests: a process that dies where TRILANE_CRASH_AT says. It tells on its output what it had acknowledged before.

const [, , action = '', dataDir = '', name = ''] = process.argv
const file = databaseFile(dataDir)
const now = () => Date.UTC(2026, 0, 5, 12)

async function act() {
  switch (action) {
    case 'open':
      return closeDatabase(openDatabase(file))
    case 'backup': {
      const db = openDatabase(file)
      await createBackups({ dataDir: dirname(file), now }).run('manual')
      return closeDatabase(db)
    }
    case 'restore':
      return void (await restoreBackup(dataDir, name, { now: now(), because: 'before-restore' }))
    case 'lock':
      lockDataDir(dataDir)
      process.stdout.write('locked\n')
      return void setInterval(() => {}, 60_000)
    case 'salvage':
      return void (await createRescue(dataDir, now).salvage())
    case 'write': {
      const db = openDatabase(file)
      const checkpoints = createCheckpoints(db)
      for (let id = 1; ; id += 50) {
        fill(db, 50, { firstId: id })
        process.stdout.write(`${id + 49}\n`)
        checkpoints.afterCommit()
        await new Promise(setImmediate)
      }
    }
  }
}

await act()
