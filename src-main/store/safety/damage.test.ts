import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connect, type Database } from '../database'
import { closeDatabase, openDatabase } from '../open'
import {
  type Damage,
  damage,
  kinds,
  originalRows,
  type Rows,
  readAll,
  salvageIn,
  tasks,
  untouched,
  withWal,
} from './damage'
import { answerOf, requestOf, sha256, tempDir } from './fixture'
import type { SalvageReport } from './salvage'
import { StorageError } from './storage-error'

const seeds = Array.from({ length: 50 }, (_, seed) => ({ seed, ...damage(seed) }))

function setup(bytes: Buffer, wal: Buffer | null = null) {
  const { dir, file, remove } = tempDir()
  onTestFinished(remove)
  writeFileSync(file, bytes)
  if (wal) writeFileSync(`${file}-wal`, wal)
  return { dir, file }
}

function open(file: string): { db: Database } | { refused: StorageError } {
  try {
    return { db: openDatabase(file) }
  } catch (error) {
    if (error instanceof StorageError) return { refused: error }
    throw error
  }
}

/** The mark of a clean end is taken out, since damage comes with crashes, and a clean start reads less. */
function uncleanOf(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const mark = copy.indexOf(Buffer.from('clean1', 'latin1'))
  if (mark >= 0) copy[mark + 5] = '0'.charCodeAt(0)
  return copy
}

function salvaged(dir: string): { report: SalvageReport; rows: Rows } {
  const report = salvageIn(dir)
  const db = connect(join(dir, 'out.db'), { timeoutMs: 0 })
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
    const rows = readAll(db)
    expect([rows.tasks.size, rows.results.size]).toEqual([report.tasks, report.results])
    const counted = db.prepare<[], { n: number }>('SELECT coalesce(sum(n), 0) AS n FROM task_counts').get()
    expect(counted).toEqual({ n: rows.tasks.size })
    return { report, rows }
  } finally {
    db.close()
  }
}

const lostWords = 'could not be read'
/** What salvage itself has made of a row says so. */
const isMended = (row: Record<string, unknown>) =>
  String(row.request).includes(lostWords) || String(row.failure_message).includes(lostWords)

/** Prompts and answers are as they were, by their hashes; whatever else is there fits, and is as it was but for so many flipped bits. */
function expectTrue(rows: Rows, flips: number, rebuilt: number) {
  for (const [id, { request, hash }] of rows.payloads) {
    expect(sha256(String(request))).toEqual(hash)
    // One whose own number was changed, and the index of numbers with it, is a recovered task of its own: counted below as different.
    if (!isMended({ request }) && originalRows.payloads.has(id)) expect(request).toBe(requestOf(id))
  }
  for (const [id, { text, hash }] of rows.results) {
    expect([text, hash]).toEqual([answerOf(id), sha256(answerOf(id))])
    expect(rows.tasks.get(id)?.state).toBe('succeeded')
  }
  for (const [id, { state }] of rows.tasks) {
    expect(rows.payloads.has(id)).toBe(true)
    if (state === 'succeeded') expect(rows.results.has(id)).toBe(true)
  }
  const different = (table: keyof Rows) =>
    [...rows[table]].filter(
      ([id, row]) => !isMended(row) && JSON.stringify(row) !== JSON.stringify(originalRows[table].get(id)),
    ).length
  for (const table of ['payloads', 'results', 'attempts'] as const)
    expect(different(table), table).toBeLessThanOrEqual(flips)
  expect(different('tasks')).toBeLessThanOrEqual(flips + rebuilt)
}

/** Every row whose page the damage left alone is there. A flipped bit in the index of keys makes it doubt one row: that is not given out. */
function expectComplete(rows: Rows, bytes: Buffer, flips: number) {
  const missing = untouched(bytes).flatMap(({ id, task, prompt, answer, attempt }) => {
    const same = (table: keyof Rows) => isDeepStrictEqual(rows[table].get(id), originalRows[table].get(id))
    const isWhole = task && prompt && (answer || !originalRows.results.has(id))
    return [
      ...(prompt && !same('payloads') ? [`prompt ${id}`] : []),
      ...(answer && (prompt || task) && !same('results') ? [`answer ${id}`] : []),
      ...(isWhole && !same('tasks') ? [`task ${id}`] : []),
      ...(isWhole && attempt && !same('attempts') ? [`attempt ${id}`] : []),
    ]
  })
  if (flips === 0) expect(missing).toEqual([])
  else expect(missing.length).toBeLessThanOrEqual(flips)
}

const kept = new Map(kinds.map((kind) => [kind, { tasks: 0, results: 0, attempts: 0 }]))

describe.each(seeds)('seed $seed: $kind', ({ kind, bytes, flips }: Damage) => {
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
      expect(rows.tasks.size).toBe(tasks)
      for (const [id, { request, hash }] of rows.payloads)
        if (request !== requestOf(id)) expect(sha256(String(request))).not.toEqual(hash)
      for (const [id, { text, hash }] of rows.results)
        if (text !== answerOf(id)) expect(sha256(String(text))).not.toEqual(hash)
    } finally {
      opened.db.close()
    }
  })

  test('what the damage left alone is read, nothing else is made up, and the damaged file keeps every byte', () => {
    const { dir, file } = setup(bytes)
    const { report, rows } = salvaged(dir)
    expectTrue(rows, flips, report.tasksRebuilt)
    expectComplete(rows, bytes, flips)
    expect(readFileSync(file).equals(bytes)).toBe(true)
    expect(readdirSync(dir).sort()).toEqual(['out.db', 'trilane.db'])
    closeDatabase(openDatabase(join(dir, 'out.db')))
    const sum = kept.get(kind)
    if (!sum) return
    sum.tasks += rows.tasks.size
    sum.results += rows.results.size
    sum.attempts += rows.attempts.size
  })
})

// What a cut takes is gone; of the rest, a page or two. A little less than what the layout of today gives: which pages the seeds hit follows
// from it, and a page of attempts holds some 55. That nothing else is lost, the tests above see to.
test.each([
  ['zeroed pages', { tasks: 5_800, results: 1_850, attempts: 1_890 }],
  ['noise in pages', { tasks: 5_800, results: 1_850, attempts: 1_820 }],
  ['flipped bytes', { tasks: 5_700, results: 1_850, attempts: 1_950 }],
  ['misplaced pages', { tasks: 5_800, results: 1_850, attempts: 1_870 }],
  ['a cut-off end', { tasks: 1_200, results: 400, attempts: 380 }],
] as const)('over ten seeds of %s, so much is read of 6,000 tasks, 2,000 answers and 2,000 attempts', (kind, floor) => {
  const sum = kept.get(kind)
  for (const what of ['tasks', 'results', 'attempts'] as const)
    expect(sum?.[what], what).toBeGreaterThanOrEqual(floor[what])
})

const { main, wal } = withWal()
const walSeeds = Array.from({ length: 10 }, (_, seed) => ({ seed, ...damage(seed, wal) }))

describe.each(walSeeds)('seed $seed: $kind in the -wal', ({ bytes, flips }: Damage) => {
  /** Commits are there whole, in their order, from the first to some. */
  function expectCommits({ tasks: found }: Rows) {
    expect(found.size % 50).toBe(0)
    expect(found.size).toBeGreaterThanOrEqual(tasks / 2)
    expect([...found.keys()]).toEqual(Array.from({ length: found.size }, (_, index) => index + 1))
  }

  test('the start finds every commit before the damage, whole, and none after it', () => {
    const { file } = setup(main, bytes)
    const opened = open(file)
    if ('refused' in opened) return expect(opened.refused.kind).toBe('damaged')
    try {
      expect(opened.db.pragma('integrity_check', { simple: true })).toBe('ok')
      const rows = readAll(opened.db)
      expectTrue(rows, 0, 0)
      expectCommits(rows)
    } finally {
      opened.db.close()
    }
  })

  test('what can be read is read, and the damaged set keeps every byte', () => {
    const { dir, file } = setup(main, bytes)
    const { report, rows } = salvaged(dir)
    expectTrue(rows, flips, report.tasksRebuilt)
    expectCommits(rows)
    expect(readFileSync(file).equals(main)).toBe(true)
    expect(readFileSync(`${file}-wal`).equals(bytes)).toBe(true)
    expect(readdirSync(dir).sort()).toEqual(['out.db', 'trilane.db', 'trilane.db-wal'])
  })
})

test('a file without its header keeps what its -wal holds', () => {
  const headless = Buffer.from(main)
  headless.fill(0x41, 0, 100)
  const { dir } = setup(headless, wal)
  const { report, rows } = salvaged(dir)
  expectTrue(rows, 0, 0)
  expect(report).toMatchObject({ tasks, results: tasks / 3, tasksRebuilt: 0, promptsLost: 0, answersLost: 0 })
})
