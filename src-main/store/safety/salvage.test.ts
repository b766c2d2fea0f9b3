import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { migrations } from '../migrations/migrate'
import { everyState, rowsOf } from '../old-rows'
import { closeDatabase, openDatabase } from '../open'
import { createBackups } from './backups'
import { now, original, pageSize, salvageIn, tasks } from './damage'
import { damageTree, fill, filled, sha256, tempDir } from './fixture'
import { createRescue } from './rescue'
import { StorageError } from './storage-error'

function setup(bytes: Buffer) {
  const { dir, file, remove } = tempDir()
  onTestFinished(remove)
  writeFileSync(file, bytes)
  return { dir, file, salvage: (backup: string | null = null) => salvageIn(dir, backup) }
}

test('a whole database is salvaged whole', () => {
  const { salvage } = setup(original)
  expect(salvage()).toMatchObject({ tasks, results: tasks / 3, promptsLost: 0, answersLost: 0, tasksDropped: 0 })
  expect(salvage().tables.filter(({ lost }) => lost > 0)).toEqual([])
})

test.each([null, 'spend', 'attempts', 'results', 'insights', 'causes', 'tasks_cause', 'rules_then'])(
  'what was used and cost is read back, each row as it was (the tree of %s begins with a damaged page)',
  (damaged) => {
    const { dir, file, remove } = tempDir()
    onTestFinished(remove)
    const db = openDatabase(file)
    everyState(db, migrations.length)
    const before = rowsOf(db)
    closeDatabase(db)
    if (damaged !== null) damageTree(file, damaged)
    salvageIn(dir)
    const out = connect(join(dir, 'out.db'), { timeoutMs: 0 })
    const after = rowsOf(out)
    out.close()
    const books = ['spend', 'insights', 'insight_errors']
    const made = ['source_rows', 'variants', 'templates', 'template_versions', 'ratings']
    expect(made.map((name) => before.get(name)?.rows.length)).toEqual([2, 2, 1, 1, 1])
    const all = [...books, ...made, 'attempts', 'results', 'late_answers', 'tasks']
    for (const table of all.filter((name) => name !== damaged))
      if (damaged !== 'results' || table !== 'tasks') expect(after.get(table)).toEqual(before.get(table))
    expect(books.map((name) => before.get(name)?.rows.length)).toEqual([1, 2, 2])
    // Counted anew from the letters.
    for (const table of ['causes', 'cause_hours'])
      if (damaged !== 'results') expect(after.get(table)).toEqual(before.get(table))
    expect(after.get('causes')?.rows.reduce((sum, { n }) => sum + Number(n), 0)).toBe(damaged === 'results' ? 2 : 1)
    // What came back for an attempt means nothing without the attempt.
    if (damaged !== 'attempts') expect(after.get('attempt_wire')).toEqual(before.get('attempt_wire'))
    expect(before.get('attempt_wire')?.rows).toHaveLength(1)
    if (damaged !== 'attempts' && damaged !== 'attempt_then')
      expect(after.get('attempt_then')).toEqual(before.get('attempt_then'))
    if (damaged !== 'rules_then') expect(after.get('rules_then')).toEqual(before.get('rules_then'))
    expect([before.get('attempt_then')?.rows.length, before.get('rules_then')?.rows.length]).toEqual([1, 1])
  },
)

test('what lies behind a damaged page is reached by id', () => {
  const bytes = Buffer.from(original)
  // One leaf of `tasks`, somewhere in its middle: found by a title that it holds.
  const at = Math.floor(bytes.indexOf(Buffer.from(`task ${tasks / 2}fast`, 'latin1')) / pageSize) * pageSize
  bytes.fill(0xee, at, at + pageSize)
  const { dir, salvage } = setup(bytes)
  const report = salvage()
  const lost = report.tables.find(({ table }) => table === 'tasks')?.lost ?? 0
  expect(lost).toBeGreaterThan(0)
  expect(lost).toBeLessThan(tasks * 0.2)
  // Their prompts and answers are elsewhere in the file, so each of them is there all the same.
  expect(report).toMatchObject({ tasks, results: tasks / 3, tasksRebuilt: lost })
  const out = connect(join(dir, 'out.db'), { timeoutMs: 0 })
  const states = out.prepare(
    "SELECT DISTINCT t.state FROM tasks t JOIN batches b ON b.id = t.batch_id WHERE b.name = 'Recovered tasks' ORDER BY 1",
  )
  expect(states.pluck().all()).toEqual(['cancelled', 'succeeded'])
  out.close()
})

test('a file without its header, and one that has forgotten its tables, still give their rows', async () => {
  const headless = Buffer.from(original)
  headless.fill(0x41, 0, 100)
  expect(setup(headless).salvage()).toMatchObject({ tasks })

  const { dir, file, salvage } = setup(original)
  const outcome = await createBackups({ dataDir: dir, now: () => now }).run('manual')
  if (outcome.kind !== 'made') throw new Error(outcome.message)
  const db = openDatabase(file)
  fill(db, 10, { firstId: tasks + 1 })
  closeDatabase(db)
  const bytes = readFileSync(file)
  bytes.fill(0, 0, 3 * pageSize)
  writeFileSync(file, bytes)
  expect(salvage()).toMatchObject({ tasks: tasks + 10, tasksRebuilt: 0, promptsLost: 0, answersLost: 0 })
  expect(salvage(join(dir, 'backups', outcome.backup.name)).tasks).toBe(tasks + 10)
})

test('an answer whose number was damaged is not given to another task', () => {
  const { dir, file, salvage } = setup(original)
  const db = connect(file, { timeoutMs: 0 })
  db.exec('UPDATE results SET task_id = 4 WHERE task_id = 3')
  db.close()
  expect(salvage()).toMatchObject({ tasks, results: tasks / 3 - 1, answersLost: 1 })
  const out = connect(join(dir, 'out.db'), { timeoutMs: 0 })
  expect(out.prepare('SELECT id, state FROM tasks WHERE id IN (3, 4) ORDER BY id').raw().all()).toEqual([
    [3, 'dead'],
    [4, 'queued'],
  ])
  out.close()
})

test('prompts and answers that fill many pages are read by their pages as well', () => {
  const { dir, file, remove } = tempDir()
  onTestFinished(remove)
  const db = openDatabase(file)
  fill(db, 9)
  const long = 'ä'.repeat(30_000)
  db.prepare('UPDATE results SET text = ?, hash = ? WHERE task_id = 6').run(long, sha256(long))
  closeDatabase(db)
  const bytes = readFileSync(file)
  bytes.fill(0, 0, pageSize) // the root of the table of tables
  writeFileSync(file, bytes)
  expect(salvageIn(dir)).toMatchObject({ tasks: 9, results: 3, answersLost: 0 })
  const out = connect(join(dir, 'out.db'), { timeoutMs: 0 })
  expect(out.prepare('SELECT text FROM results WHERE task_id = 6').pluck().get()).toBe(long)
  out.close()
})

test('an answer that is lost makes a dead letter, and a prompt that is lost leaves its answer', () => {
  const { dir, file, salvage } = setup(original)
  const db = connect(file, { timeoutMs: 0 })
  db.pragma('foreign_keys = OFF')
  db.exec('DELETE FROM results WHERE task_id = 3')
  db.exec('DELETE FROM payloads WHERE task_id IN (6, 7)')
  db.exec('DELETE FROM batches')
  db.exec('DELETE FROM gates')
  db.close()
  expect(salvage()).toMatchObject({ tasks: tasks - 1, promptsLost: 1, answersLost: 1, tasksDropped: 1 })
  const out = openDatabase(join(dir, 'out.db'))
  const state = (id: number) => out.prepare('SELECT state FROM tasks WHERE id = ?').pluck().get(id)
  expect([state(3), state(6), state(7), state(8)]).toEqual(['dead', 'succeeded', undefined, 'queued'])
  expect(out.prepare('SELECT name FROM batches').pluck().all()).toEqual(['Recovered batch 1'])
  expect(out.prepare('SELECT state, reason FROM gates').get()).toEqual({ state: 'closed', reason: 'auth' })
  closeDatabase(out)
})

test('a person weighs the backup against what can be read, and nothing moves before that', async () => {
  const { dir, file, remove } = tempDir()
  onTestFinished(remove)
  filled(file, 300)
  await createBackups({ dataDir: dir, now: () => now }).run('daily')
  const db = openDatabase(file)
  fill(db, 600, { firstId: 301 })
  db.close()
  const bytes = readFileSync(file)
  bytes.fill(0xee, 90 * pageSize, 92 * pageSize)
  writeFileSync(file, bytes)
  expect(() => openDatabase(file)).toThrow(StorageError)

  const rescue = createRescue(dir, () => now)
  const survey = await rescue.survey()
  expect(survey.backup).toMatchObject({ tasks: 300, backup: { reason: 'daily' } })
  expect(survey.salvage.tasks).toBeGreaterThan(500)
  expect(readFileSync(file).equals(bytes)).toBe(true)
  expect(rescue.lastSavedAt()).toBeGreaterThan(0)

  const salvaged = await rescue.salvage()
  expect(readFileSync(join(salvaged.movedTo ?? '', 'trilane.db')).equals(bytes)).toBe(true)
  const again = openDatabase(file)
  expect(again.prepare('SELECT count(*) AS n FROM tasks').get()).toEqual({ n: survey.salvage.tasks })
  closeDatabase(again)
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
})

test('restoring from the page of a damaged database, or starting empty, keeps the damaged set', async () => {
  const { dir, file, remove } = tempDir()
  onTestFinished(remove)
  filled(file, 300)
  await createBackups({ dataDir: dir, now: () => now }).run('daily')
  const rescue = createRescue(dir, () => now)
  writeFileSync(file, 'gone')
  const [backup] = rescue.backups()
  const surveyed = expect(rescue.survey()).rejects.toThrow('stopped') // it is being read, and the person does not wait for it
  const { movedTo } = await rescue.restore(backup?.name ?? '')
  expect(readFileSync(join(movedTo ?? '', 'trilane.db'), 'utf8')).toBe('gone')
  await surveyed
  expect(readdirSync(dir).filter((name) => name.includes('salvage'))).toEqual([])
  closeDatabase(openDatabase(file))
  const aside = await rescue.startEmpty()
  expect(aside).not.toBe(movedTo)
  const fresh = openDatabase(file)
  expect(fresh.prepare('SELECT count(*) AS n FROM tasks').get()).toEqual({ n: 0 })
  closeDatabase(fresh)
  rmSync(aside ?? '', { recursive: true })
})
