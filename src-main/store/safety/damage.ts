import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Database } from '../database'
import { openDatabase } from '../open'
import { databaseFile } from './files'
import { answerOf, fill, filled, requestOf, tempDir } from './fixture'
import { salvageFile } from './salvage'
import { entriesOf, fieldsOf, kindOf } from './salvage-cells'

// For tests: a database as a bad disk might leave it, and what must be left of it.

export const tasks = 600
export const pageSize = 4_096
export const now = Date.UTC(2026, 0, 5, 12)
const whole = ['tasks', 'payloads', 'results', 'attempts'] as const

export type Rows = Readonly<Record<(typeof whole)[number], Map<number, Record<string, unknown>>>>

/** All that belongs to a task, row by row and by its id. Throws where a row cannot be read. */
export function readAll(db: Database): Rows {
  const of = (table: string, id: string) => {
    const rows = db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY ${id}`).all()
    return new Map(rows.map((row) => [Number(row[id]), row]))
  }
  return {
    ...{ tasks: of('tasks', 'id'), payloads: of('payloads', 'task_id') },
    ...{ results: of('results', 'task_id'), attempts: of('attempts', 'task_id') },
  }
}

function pristine() {
  const { file, remove } = tempDir()
  try {
    filled(file, tasks)
    const db = connect(file, { timeoutMs: 0, readonly: true })
    const rows = readAll(db)
    db.close()
    return { bytes: readFileSync(file), rows }
  } finally {
    remove()
  }
}

export const { bytes: original, rows: originalRows } = pristine()
const pages = original.length / pageSize

/** Half of the tasks in the file and half of them, in commits of 50, in its -wal. */
export function withWal(): { main: Buffer; wal: Buffer } {
  const { file, remove } = tempDir()
  const db = openDatabase(file)
  try {
    fill(db, tasks / 2)
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.pragma('wal_autocheckpoint = 0')
    for (let id = tasks / 2 + 1; id <= tasks; id += 50) fill(db, 50, { firstId: id })
    return { main: readFileSync(file), wal: readFileSync(`${file}-wal`) }
  } finally {
    db.close()
    remove()
  }
}

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

export const kinds = ['zeroed pages', 'noise in pages', 'flipped bytes', 'misplaced pages', 'a cut-off end'] as const
export type Damage = {
  readonly kind: (typeof kinds)[number]
  readonly bytes: Buffer
  readonly flips: number // bits: each can change one row in a way that nothing shows
}

/** Damage of one kind, in a few places that the seed gives. */
export function damage(seed: number, intact: Buffer = original): Damage {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const kind = kinds[seed % kinds.length] ?? kinds[0]
  const bytes = Buffer.from(intact)
  const count = Math.floor(bytes.length / pageSize)
  const times = 1 + below(6)
  for (let n = 0; n < times; n++) {
    const at = below(count) * pageSize
    if (kind === 'zeroed pages') bytes.fill(0, at, at + pageSize)
    else if (kind === 'noise in pages') for (let byte = at; byte < at + pageSize; byte++) bytes[byte] = below(256)
    else if (kind === 'flipped bytes')
      for (let flip = 0; flip < 20; flip++) flipAt(bytes, below(bytes.length), below(8))
    else if (kind === 'misplaced pages') copyPage(bytes, below(count) * pageSize, at)
  }
  const end = pageSize * (1 + below(count - 1)) + below(pageSize)
  return {
    kind,
    bytes: kind === 'a cut-off end' ? bytes.subarray(0, end) : bytes,
    flips: kind === 'flipped bytes' ? times * 20 : 0,
  }
}

function copyPage(bytes: Buffer, from: number, to: number) {
  bytes.copyWithin(to, from, from + pageSize)
}

function flipAt(bytes: Buffer, at: number, bit: number) {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
}

/** The pages on which a text stands, also in what is left over of a page's earlier content. */
function pagesWith(text: string): number[] {
  const found: number[] = []
  const needle = Buffer.from(text)
  for (let at = original.indexOf(needle); at >= 0; at = original.indexOf(needle, at + 1))
    found.push(Math.floor(at / pageSize), Math.floor((at + needle.length - 1) / pageSize))
  return found
}

/** The page that holds a task's attempt, by reading every row of as many columns as an attempt has. */
const attemptPages = new Map<number, number>()
const columnsOfAttempt = Object.keys([...originalRows.attempts.values()][0] ?? {}).length
for (let page = 0; page < pages; page++) {
  const bytes = original.subarray(page * pageSize, (page + 1) * pageSize)
  if (kindOf(bytes) !== 'index') continue
  for (const entry of entriesOf(bytes)) {
    const fields = fieldsOf(entry, () => null)
    if (fields?.length === columnsOfAttempt) attemptPages.set(Number(fields[0]), page)
  }
}

const places = Array.from({ length: tasks }, (_, index) => ({
  id: index + 1,
  task: pagesWith(`task ${index + 1}fast`),
  prompt: pagesWith(requestOf(index + 1)),
  answer: originalRows.results.has(index + 1) ? pagesWith(answerOf(index + 1)) : null,
  attempt: originalRows.attempts.has(index + 1) ? [attemptPages.get(index + 1) ?? -1] : null,
}))

/** What the damage left alone: the rows whose pages have the bytes that they had. */
export function untouched(bytes: Buffer) {
  const same = Array.from({ length: pages }, (_, page) => {
    const [from, to] = [page * pageSize, (page + 1) * pageSize]
    return to <= bytes.length && bytes.subarray(from, to).equals(original.subarray(from, to))
  })
  const stands = (on: readonly number[] | null) => on?.every((page) => same[page]) ?? false
  return places.map(({ id, task, prompt, answer, attempt }) => ({
    ...{ id, task: stands(task), prompt: stands(prompt), answer: stands(answer), attempt: stands(attempt) },
  }))
}

export const salvageIn = (dir: string, backup: string | null = null) =>
  salvageFile({
    ...{ source: databaseFile(dir), target: join(dir, 'out.db'), workDir: join(dir, 'work') },
    ...{ backup, now },
  })
