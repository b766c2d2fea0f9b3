import { hash } from 'node:crypto'
import { chmodSync, constants, copyFileSync, existsSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { SalvagedTable } from '#shared/startup'
import type { EpochMs } from '#shared/task'
import { tellCausesAnew } from '../causes'
import { connect, type Database } from '../database'
import { forgetInstallation } from '../meta'
import { migrate } from '../migrations/migrate'
import { applicationId } from '../schema-id'
import { ownDir, setFiles, syncFile } from './files'
import { isSound } from './salvage-check'
import { type Mended, mend } from './salvage-mend'
import { type Damaged, openDamaged, pageSize } from './salvage-open'
import { type LeafPages, leafPages } from './salvage-pages'
import {
  columnsIn,
  keyWitness,
  largest,
  type NamedColumns,
  type Reading,
  type Row,
  readByKey,
  readByRowid,
} from './salvage-read'
import { settleStandIns, standIns } from './salvage-stand-ins'
import { inserter, type Table, tablesOf } from './salvage-target'
import { verifyFile } from './verify'

export type SalvageJob = {
  readonly source: string // the damaged database; it and what belongs to it is only read
  readonly target: string // a fresh database, made here
  readonly workDir: string // for copies; removed at the end
  readonly backup: string | null // a good copy, whose first page may stand in for a lost one
  readonly now: EpochMs
}
export type SalvageReport = Mended & {
  readonly tables: readonly SalvagedTable[]
  readonly tasks: number
  readonly results: number
  readonly tasksRebuilt: number // their rows are lost, their prompts are not: they stand in a batch of their own
}

/** Rows in one transaction: each costs a sync of the disk. */
const rowsPerCommit = 5_000

/**
 * Reads what can still be read of a damaged database into a fresh one, which is valid and verified when this returns. Runs in a worker
 * thread. Throws only for what is wrong with the fresh one, such as a full disk.
 */
export function salvageFile({ source, target, workDir, backup, now }: SalvageJob): SalvageReport {
  ownDir(workDir)
  for (const path of setFiles(target)) rmSync(path)
  try {
    const copies = setFiles(source).map((path) => {
      const copy = join(workDir, basename(path))
      copyFileSync(path, copy, constants.COPYFILE_FICLONE)
      return copy
    })
    const copy = copies[0] ?? join(workDir, basename(source))
    const damaged = openDamaged(copy, backup)
    const fresh = connect(target, { timeoutMs: 0 })
    try {
      const report = fill(fresh, target, { copy, damaged, now })
      fresh.close()
      const { tasks, results } = verifyFile(target)
      chmodSync(target, 0o600)
      syncFile(target)
      return { ...report, tasks, results }
    } finally {
      damaged.db?.close()
      fresh.close()
    }
  } finally {
    rmSync(workDir, { recursive: true, force: true })
    for (const part of ['-wal', '-shm', '-journal']) if (existsSync(target + part)) rmSync(target + part)
  }
}

type Source = { readonly copy: string; readonly damaged: Damaged; readonly now: EpochMs }

function fill(fresh: Database, target: string, { copy, damaged, now }: Source) {
  fresh.pragma('synchronous = OFF') // the file is synced as a whole at the end
  fresh.pragma(`application_id = ${applicationId}`)
  migrate(fresh, target, damaged.version)
  fresh.pragma('foreign_keys = ON')
  const pages = leafPages(copy, fresh, pageSize)
  const tables = copyTables(damaged.db, pages, fresh, now)
  pages.close()
  migrate(fresh, target)
  fresh.pragma('foreign_keys = ON')
  const mended = fresh.transaction(() => {
    forgetInstallation(fresh)
    const tasksRebuilt = settleStandIns(fresh)
    const result = mend(fresh, now)
    tellCausesAnew(fresh)
    fresh.exec('DELETE FROM task_counts')
    fresh.exec(`INSERT INTO task_counts (batch_id, lane, gate_id, state, n)
      SELECT batch_id, lane, gate_id, state, count(*) FROM tasks GROUP BY batch_id, lane, gate_id, state`)
    const eventSeq = damaged.db ? largest(damaged.db, [lastEvent]) : 0
    fresh.prepare("INSERT INTO sqlite_sequence (name, seq) SELECT 'events', ? WHERE ? > 0").run(eventSeq, eventSeq)
    return { ...result, tasksRebuilt }
  })()
  return { ...mended, tables }
}

const lastEvent = "SELECT max(seq) AS n FROM sqlite_sequence WHERE name = 'events'"
/** Where the ids of tasks are known besides in `tasks`. */
const taskIds = ['payloads', 'results', 'attempts', 'tasks'].map(
  (table) => `SELECT max(${table === 'tasks' ? 'id' : 'task_id'}) AS n FROM ${table}`,
)

/** First by what SQLite finds, then by what the pages hold besides: a row that is there already stays. */
function copyTables(damaged: Database | null, pages: LeafPages, fresh: Database, now: EpochMs): SalvagedTable[] {
  const hint = damaged ? largest(damaged, taskIds) : 0
  const standIn = standIns(fresh, now)
  return tablesOf(fresh).map((table) => {
    const before = { tasks: standIn.forTask, payloads: standIn.forPayload }[table.name] ?? null
    const columns = damaged ? columnsIn(damaged, table.name, table.columns) : new Map<string, string>()
    const reading = damaged && columns.size > 0 ? readTable(damaged, fresh, table, columns, hint) : null
    const first = reading ? copyRows(fresh, table, { columns: [...columns.keys()], rows: reading.rows, before }) : null
    const witness = damaged && reading ? keyWitness(damaged, table.name) : () => true
    const more = copyRows(fresh, table, {
      columns: table.columns,
      rows: rowsOf(pages, table, witness, reading === null),
      before,
    })
    const lost = first && reading ? first.refused + reading.lost() - more.added : more.refused
    return { table: table.name, read: countOf(fresh, table.name), lost: Math.max(0, lost) }
  })
}

/** @param isAlone nothing but the pages tells of the table: no index either, by which a row would be known whose number was damaged */
function* rowsOf(
  pages: LeafPages,
  table: Table,
  isItself: ReturnType<typeof keyWitness>,
  isAlone: boolean,
): Generator<Row> {
  const doubted = isAlone && table.name === 'payloads' ? claimedTwice(pages, table) : null
  for (const { rowid, row } of pages.rows(table))
    if ((rowid === null || isItself(rowid, row)) && !doubted?.has(promptKey(row))) yield row
}

/**
 * Numbers under which different prompts stand. A prompt never changes, so one of them has another's number, and nobody can say which: a
 * task that asks what another did is worse than one whose prompt is lost.
 */
function claimedTwice(pages: LeafPages, table: Table): ReadonlySet<string> {
  const asked = new Map<string, string>()
  const twice = new Set<string>()
  for (const { row } of pages.rows(table)) {
    if (!isSound(table.name, row)) continue
    const key = promptKey(row)
    const digest = hash('sha256', String(row.request), 'base64') // not the prompts: they may be more than memory holds
    if ((asked.get(key) ?? digest) !== digest) twice.add(key)
    asked.set(key, digest)
  }
  return twice
}
const promptKey = ({ task_id: task, revision }: Row): string => `${task} ${revision}`

function readTable(damaged: Database, fresh: Database, table: Table, columns: NamedColumns, hint: number): Reading {
  const { name, key } = table
  if (table.hasRowid) return readByRowid(damaged, name, { columns, hint })
  const byTask = key[0] === 'task_id'
  const ids = byTask ? fresh.prepare<[], { id: number }>('SELECT id FROM tasks').all() : null
  return readByKey(damaged, name, { columns, key, ids: ids?.map(({ id }) => id) ?? null })
}

type Rows = {
  readonly columns: readonly string[]
  readonly rows: Iterable<Row>
  readonly before: ((row: Row) => void) | null
}

function copyRows(fresh: Database, table: Table, { columns, rows, before }: Rows) {
  const insert = inserter(fresh, table, columns)
  const counted = { added: 0, known: 0, refused: 0 }
  const flush = fresh.transaction((group: readonly Row[]) => {
    for (const row of group) {
      const put = fresh.transaction(() => {
        before?.(row)
        return insert(row)
      })
      counted[isSound(table.name, row) ? attempt(put) : 'refused']++
    }
  })
  let group: Row[] = []
  for (const row of rows) {
    group.push(row)
    if (group.length < rowsPerCommit) continue
    flush(group)
    group = []
  }
  flush(group)
  return counted
}

const countOf = (db: Database, table: string) =>
  db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM "${table}"`).get()?.n ?? 0

/** A row whose stand-ins cannot be made is refused as well. A disk that is full is no fault of the row. */
function attempt(put: () => 'added' | 'known' | 'refused') {
  try {
    return put()
  } catch (error) {
    if (isConstraint(error)) return 'refused'
    throw error
  }
}

const isConstraint = (error: unknown) =>
  error instanceof Error && 'code' in error && /^SQLITE_(CONSTRAINT|MISMATCH)/.test(String(error.code))
