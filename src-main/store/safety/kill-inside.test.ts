import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Database } from '../database'
import { closeDatabase, openDatabase } from '../open'
import { createBackups } from './backups'
import child from './crash-child?modulePath'
import { fill, filled, tempDir } from './fixture'

// No place in our own code lies inside of what SQLite does in one call. So these processes are killed from outside, while the files show that
// it is at work, and again until the files that are left show that it was.
const tries = 30
vi.setConfig({ testTimeout: 60_000 })

function setup() {
  const temp = tempDir()
  onTestFinished(temp.remove)
  return temp
}

/** Runs an action in a process of its own until `isInside` holds, kills it there, and says what it had told before; null when it ended. */
async function killedInside(args: readonly string[], isInside: () => boolean): Promise<string | null> {
  const running = spawn(process.execPath, [child, ...args], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  running.stdout.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const gone = once(running, 'close')
  while (running.exitCode === null && running.signalCode === null) {
    if (isInside()) running.kill('SIGKILL')
    await turn()
  }
  const [, signal] = await gone
  return signal === 'SIGKILL' ? said : null
}

/** Whether pages are being moved from the -wal into the file: SQLite notes beforehand how far it will get, and afterwards how far it got
 *  (nBackfillAttempted and nBackfill; sqlite.org/walformat.html, 2.3). */
function isCheckpointing(file: string): boolean {
  const index = `${file}-shm`
  if (!existsSync(index)) return false
  const fd = openSync(index, 'r')
  try {
    const bytes = Buffer.alloc(132)
    if (readSync(fd, bytes, 0, 132, 0) < 132) return false
    return bytes.readUInt32LE(128) > bytes.readUInt32LE(96)
  } finally {
    closeSync(fd)
  }
}

function look(file: string, check: (db: Database) => void) {
  const db = openDatabase(file)
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    check(db)
  } finally {
    closeDatabase(db)
  }
}
const stored = (db: Database) => db.prepare<[], { n: number }>('SELECT count(*) AS n FROM tasks').get()?.n

test('a kill while pages move from the -wal into the file takes nothing that was acknowledged', async () => {
  let inside = 0
  for (let n = 0; n < tries && inside === 0; n++) {
    const { dir, file } = setup()
    const said = await killedInside(['write', dir], () => isCheckpointing(file))
    if (isCheckpointing(file)) inside++ // no process is left that could finish it
    const acknowledged = Number(said?.trim().split('\n').at(-1))
    expect(acknowledged).toBeGreaterThan(0)
    look(file, (db) => expect(stored(db)).toBeGreaterThanOrEqual(acknowledged))
  }
  expect(inside).toBe(1)
})

test('a kill while a backup is written leaves the database, and no backup that is half of one', async () => {
  const { dir, file } = setup()
  filled(file, 30_000)
  const whole = statSync(file).size
  const folder = join(dir, 'backups')
  const halfMade = () => {
    const made = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.new')) : []
    return made.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
  }
  const isInside = () => halfMade().some((size) => size > 0 && size < whole)
  let inside = 0
  for (let n = 0; n < tries && inside === 0; n++) {
    const said = await killedInside(['backup', dir], isInside)
    if (said !== null && isInside()) inside++
    look(file, (db) => {
      expect(stored(db)).toBe(30_000)
      const backups = createBackups({ dataDir: dir, now: Date.now })
      expect(halfMade()).toEqual([])
      for (const { name } of backups.list()) backups.remove(name)
    })
  }
  expect(inside).toBe(1)
  look(file, (db) => fill(db, 50, { firstId: 30_001 }))
})
