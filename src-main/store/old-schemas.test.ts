import { hash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { createChanges } from './changes'
import { connect, type Database } from './database'
import { migrate, migrations } from './migrations/migrate'
import { everyState, rowsOf } from './old-rows'
import { applicationId, closeDatabase, openDatabase } from './open'
import { listBackups } from './safety/backup-files'
import { fill, requestOf, sha256, tempDir } from './safety/fixture'
import { madeSchema, schemaOf } from './schema-as-made'
import { openStore } from './store'
import { tasksTable } from './tasks'

const versions = migrations.map((_, index) => index + 1)

function setup(version: number) {
  const { dir, file, remove } = tempDir()
  onTestFinished(remove)
  const db = connect(file, { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  db.pragma('journal_mode = WAL')
  db.pragma(`application_id = ${applicationId}`)
  migrate(db, file, version)
  return { dir, file, db }
}

// Whoever has a file of that version has it by these words. What a schema lacks comes with a migration after the last.
test('a released migration is never changed', () => {
  expect(migrations.map((sql) => hash('sha256', sql).slice(0, 16))).toEqual([
    ...['ff2a58706f313706', 'ac968dc006e41485', '6110a82317c2b446', '6c139f4a162d76bd', '48c2493ab8c2398d'],
    ...['94e26f8bbb4c1b95', 'b7ccb47fc7d9fb2a', 'e9d9ed7bb8b37938', '0b2fd715d66f8b43', 'cf6ded57999a3a7f'],
    ...['70e37b80a8c72eff', '80262c4e5057c0d9', '09a8376b61ff97fc', 'e915e1d3bb394982', '25b2d9b8b1b939b2'],
    ...['1c6c5d5e1522b4a5', 'a4029a61890aa26f', 'f39eb2e5162e0b99', '37a1d19c62331137'],
  ])
})

// What stands in other columns since.
const replaced: Readonly<Record<number, Readonly<Record<string, string[]>>>> = {
  2: { payloads: ['id'], attempts: ['id', 'boot_id'] },
  5: { providers: ['kind'] },
}

test.each(versions)('of schema %i every row of every state is kept, step by step', (version) => {
  const { file, db } = setup(version)
  everyState(db, version)
  for (let next = version + 1; next <= migrations.length; next++) {
    const before = rowsOf(db)
    migrate(db, file, next)
    const after = rowsOf(db)
    for (const [table, { columns, rows }] of before) {
      const now = after.get(table)
      if (table === 'events' && next === 2) continue // told anew: nobody reads on from before
      expect(now, table).toBeDefined()
      const common = columns.filter((name) => now?.columns.includes(name))
      const dropped = columns.filter((name) => !common.includes(name))
      expect(dropped, table).toEqual(replaced[next]?.[table] ?? [])
      // An attempt that runs stands in its task since 0002.
      const kept = table === 'attempts' ? rows.filter(({ outcome }) => outcome !== null) : rows
      expect(sorted(now?.rows, common), table).toEqual(sorted(kept, common))
    }
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
  }
  expect(schemaOf(db)).toBe(madeSchema)
  const running = db.prepare("SELECT progress, boot FROM tasks WHERE state = 'running'").raw().all()
  expect(running).toEqual([['first_byte', 1]])
})

const sorted = (rows: readonly Record<string, unknown>[] = [], columns: readonly string[]) =>
  rows.map((row) => JSON.stringify(columns.map((name) => row[name]))).sort()

test.each(versions)('every task of schema %i is shown in its state by the app of today', (version) => {
  const { dir, db } = setup(version)
  const states = everyState(db, version)
  db.close()
  const store = openStore(dir)
  try {
    for (const [id, state] of states) expect(store.task(id as TaskId)?.state.kind).toBe(state)
  } finally {
    store.close()
  }
})

test.each(versions)('a task of schema %i that backs off is not stranded by a clock that was set back', (version) => {
  const { dir, file, db } = setup(version)
  const states = everyState(db, version)
  const [id] = [...states].find(([, state]) => state === 'backing_off') ?? []
  db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('clean', '1')").run()
  db.close()
  const now = openDatabase(file)
  const tasks = tasksTable(now, createChanges())
  expect(tasks.clampBackoffs(0)).toBe(1) // 1970
  expect(now.prepare('SELECT run_at FROM tasks WHERE id = ?').pluck().get(id)).toBe(7_000) // the wait of its last attempt
  now.prepare("UPDATE tasks SET run_at = 1700000000000, wait_ms = NULL WHERE state = 'backing_off'").run()
  now.prepare('UPDATE attempts SET wait_ms = NULL WHERE task_id = ?').run(id)
  expect(tasks.clampBackoffs(0)).toBe(1)
  expect(now.prepare('SELECT run_at FROM tasks WHERE id = ?').pluck().get(id)).toBe(60_000)
  closeDatabase(now)
  expect(listBackups(dir)).toHaveLength(version === migrations.length ? 0 : 1)
})

test.each(versions)(
  'a database of schema %i with tasks in it is copied as it was, then brought to the newest',
  (version) => {
    const { dir, file, db: old } = setup(version)
    fill(old, 300, { version })
    old.exec("INSERT INTO meta (key, value) VALUES ('clean', '1')")
    const tasks = titles(old)
    old.close()
    const before = readFileSync(file)
    const db = openDatabase(file)
    try {
      expect(db.pragma('user_version', { simple: true })).toBe(migrations.length)
      expect(titles(db)).toEqual(tasks)
      const payloads = db
        .prepare<[], { task_id: number; request: string; hash: Buffer }>('SELECT * FROM payloads ORDER BY task_id')
        .all()
      expect(payloads.map(({ request }) => request)).toEqual(tasks.map((_, index) => requestOf(index + 1)))
      expect(payloads.every(({ request, hash }) => hash.equals(sha256(request)))).toBe(true)
      expect(db.prepare('SELECT count(*) AS n FROM results').get()).toEqual({ n: 100 })
      expect(db.prepare('SELECT count(*) AS n FROM attempts').get()).toEqual({ n: 100 })
      expect(db.pragma('foreign_key_check')).toEqual([])
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    } finally {
      closeDatabase(db)
    }
    const copies = listBackups(dir)
    expect(copies.map(({ reason }) => reason)).toEqual(version === migrations.length ? [] : ['migration'])
    const [copy] = copies
    if (!copy) return
    const kept = connect(join(dir, 'backups', copy.name), { timeoutMs: 0, readonly: true })
    expect(kept.pragma('user_version', { simple: true })).toBe(version)
    expect(titles(kept)).toEqual(tasks)
    kept.close()
    expect(statSync(join(dir, 'backups', copy.name)).size).toBe(before.length)
  },
)

function titles(db: Database) {
  return db
    .prepare<[], { title: string }>('SELECT title FROM tasks ORDER BY id')
    .all()
    .map(({ title }) => title)
}
