import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connect, type Database } from '../database'
import { closeDatabase, openDatabase } from '../open'
import { createBackups } from './backups'
import { answerOf, fill, filled, requestOf, sha256, tempDir } from './fixture'
import { createRescue } from './rescue'
import { type SalvageReport, salvageFile } from './salvage'
import { StorageError } from './storage-error'

const tasks = 600
const pageSize = 4_096
const now = Date.UTC(2026, 0, 5, 12)

const pristine = tempDir()
filled(pristine.file, tasks)
const original = readFileSync(pristine.file)
const pages = original.length / pageSize
pristine.remove()

/** A repeatable source of numbers in [0, 1): mulberry32, by Tommy Ettinger, public domain. */
function seeded(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const kinds = ['zeroed pages', 'noise in pages', 'flipped bytes', 'misplaced pages', 'a cut-off end'] as const

/** The database as a bad disk might leave it, and as one that was not closed: so its start reads it to the end. */
function damaged(seed: number): { kind: string; bytes: Buffer } {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const kind = kinds[seed % kinds.length] ?? kinds[0]
  const bytes = Buffer.from(original)
  const times = 1 + below(6)
  for (let n = 0; n < times; n++) {
    const at = below(pages) * pageSize
    if (kind === 'zeroed pages') bytes.fill(0, at, at + pageSize)
    else if (kind === 'noise in pages') for (let byte = at; byte < at + pageSize; byte++) bytes[byte] = below(256)
    else if (kind === 'flipped bytes')
      for (let flip = 0; flip < 20; flip++) flipAt(bytes, below(bytes.length), below(8))
    else if (kind === 'misplaced pages') copyPage(bytes, below(pages) * pageSize, at)
  }
  return {
    kind,
    bytes: kind === 'a cut-off end' ? bytes.subarray(0, pageSize * (1 + below(pages - 1)) + below(pageSize)) : bytes,
  }
}

function copyPage(bytes: Buffer, from: number, to: number) {
  bytes.copyWithin(to, from, from + pageSize)
}

function flipAt(bytes: Buffer, at: number, bit: number) {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
}

/** All that the app would show, row by row; throws where a row cannot be read. */
function readAll(db: Database) {
  return {
    tasks: db
      .prepare<[], { id: number; title: string; state: string }>('SELECT id, title, state FROM tasks ORDER BY id')
      .all(),
    payloads: db
      .prepare<[], { id: number; request: string; hash: Buffer }>(
        'SELECT task_id AS id, request, hash FROM payloads ORDER BY id',
      )
      .all(),
    results: db
      .prepare<[], { id: number; text: string; hash: Buffer }>(
        'SELECT task_id AS id, text, hash FROM results ORDER BY id',
      )
      .all(),
  }
}

/** Every row is one that was stored, and fits the others. */
function expectSound(db: Database, report: SalvageReport) {
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
  const rows = readAll(db)
  expect([rows.tasks.length, rows.results.length]).toEqual([report.tasks, report.results])
  const requests = new Map(rows.payloads.map(({ id, request }) => [id, request]))
  for (const { id, request, hash } of rows.payloads) {
    expect(sha256(request).equals(hash)).toBe(true)
    expect(request === requestOf(id) || request.includes('could not be read')).toBe(true)
  }
  for (const { id, text } of rows.results) expect(text).toBe(answerOf(id))
  const answered = new Set(rows.results.map(({ id }) => id))
  for (const { id, state } of rows.tasks) {
    expect(requests.has(id)).toBe(true)
    if (state === 'succeeded') expect(answered.has(id)).toBe(true)
  }
  const counted = db.prepare<[], { n: number }>('SELECT coalesce(sum(n), 0) AS n FROM task_counts').get()
  expect(counted).toEqual({ n: rows.tasks.length })
}

function setup(bytes: Buffer) {
  const { dir, file, remove } = tempDir()
  onTestFinished(remove)
  writeFileSync(file, bytes)
  return {
    dir,
    file,
    salvage: (backup: string | null = null) =>
      salvageFile({ source: file, target: join(dir, 'out.db'), workDir: join(dir, 'work'), backup, now }),
  }
}

function open(file: string): { db: Database } | { refused: StorageError } {
  try {
    return { db: openDatabase(file) }
  } catch (error) {
    if (error instanceof StorageError) return { refused: error }
    throw error
  }
}

describe.each(Array.from({ length: 50 }, (_, seed) => ({ seed, ...damaged(seed) })))(
  'seed $seed: $kind',
  ({ bytes }) => {
    test('the start reports it, or every row is as it was', () => {
      const { file } = setup(uncleanOf(bytes))
      const before = readFileSync(file)
      const opened = open(file)
      if ('refused' in opened) {
        expect(['damaged', 'not_sqlite', 'foreign', 'newer']).toContain(opened.refused.kind)
        expect(readFileSync(file).equals(before)).toBe(true)
        return
      }
      try {
        const rows = readAll(opened.db)
        // What no check of SQLite can see is a changed byte inside a value. Prompts and answers have their hash beside them.
        expect(rows.tasks).toHaveLength(tasks)
        const altered = [
          ...rows.payloads.filter(({ request, hash }) => !sha256(request).equals(hash)),
          ...rows.results.filter(({ text, hash }) => !sha256(text).equals(hash)),
        ].map(({ id }) => id)
        const different = [
          ...rows.payloads.filter(({ id, request }) => request !== requestOf(id)),
          ...rows.results.filter(({ id, text }) => text !== answerOf(id)),
        ].map(({ id }) => id)
        expect(altered).toEqual(expect.arrayContaining(different))
      } finally {
        opened.db.close()
      }
    })

    test('what can be read is read, valid, and the damaged file keeps every byte', () => {
      const { dir, file, salvage } = setup(bytes)
      const report = salvage()
      const db = connect(join(dir, 'out.db'), { timeoutMs: 0 })
      try {
        expectSound(db, report)
      } finally {
        db.close()
      }
      expect(readFileSync(file).equals(bytes)).toBe(true)
      expect(readdirSync(dir).sort()).toEqual(['out.db', 'trilane.db'])
      closeDatabase(openDatabase(join(dir, 'out.db')))
    })
  },
)

/** The mark of a clean end is taken out, since damage comes with crashes, and a clean start reads less. */
function uncleanOf(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const mark = copy.indexOf(Buffer.from('clean1', 'latin1'))
  if (mark >= 0) copy[mark + 5] = '0'.charCodeAt(0)
  return copy
}

test('a whole database is salvaged whole', () => {
  const { salvage } = setup(original)
  expect(salvage()).toMatchObject({ tasks, results: tasks / 3, promptsLost: 0, answersLost: 0, tasksDropped: 0 })
  expect(salvage().tables.filter(({ lost }) => lost > 0)).toEqual([])
})

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

test('a file without its header, and with the help of a backup one that has forgotten its tables, still give their rows', async () => {
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
  expect(salvage().tasks).toBe(0)
  expect(salvage(join(dir, 'backups', outcome.backup.name)).tasks).toBe(tasks + 10)
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
