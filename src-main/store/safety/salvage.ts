import { chmodSync, constants, copyFileSync, existsSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { SalvagedTable } from '#shared/startup'
import type { EpochMs } from '#shared/task'
import { connect, type Database } from '../database'
import { forgetInstallation } from '../meta'
import { migrate, migrations } from '../migrations/migrate'
import { applicationId } from '../schema-id'
import { ownDir, setFiles, syncFile } from './files'
import { isSound } from './salvage-check'
import { type Mended, mend } from './salvage-mend'
import { openDamaged } from './salvage-open'
import { columnsIn, largest, type Reading, type Row, readByKey, readByRowid, tablesIn } from './salvage-read'
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
    const damaged = openDamaged(copies[0] ?? join(workDir, basename(source)), backup)
    const fresh = connect(target, { timeoutMs: 0 })
    try {
      const report = fill(fresh, target, damaged, now)
      fresh.close()
      const { tasks, results } = verifyFile(target)
      chmodSync(target, 0o600)
      syncFile(target)
      return { ...report, tasks, results }
    } finally {
      damaged?.db.close()
      fresh.close()
    }
  } finally {
    rmSync(workDir, { recursive: true, force: true })
    for (const part of ['-wal', '-shm', '-journal']) if (existsSync(target + part)) rmSync(target + part)
  }
}

function fill(fresh: Database, target: string, damaged: ReturnType<typeof openDamaged>, now: EpochMs) {
  fresh.pragma('synchronous = OFF') // the file is synced as a whole at the end
  fresh.pragma(`application_id = ${applicationId}`)
  migrate(fresh, target, damaged?.version ?? migrations.length)
  fresh.pragma('foreign_keys = ON')
  const tables = damaged ? copyTables(damaged.db, fresh, now) : []
  migrate(fresh, target)
  fresh.pragma('foreign_keys = ON')
  const mended = fresh.transaction(() => {
    forgetInstallation(fresh)
    const tasksRebuilt = settleStandIns(fresh)
    const result = mend(fresh, now)
    fresh.exec('DELETE FROM task_counts')
    fresh.exec(`INSERT INTO task_counts (batch_id, lane, gate_id, state, n)
      SELECT batch_id, lane, gate_id, state, count(*) FROM tasks GROUP BY batch_id, lane, gate_id, state`)
    const eventSeq = damaged ? largest(damaged.db, [lastEvent]) : 0
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

function copyTables(damaged: Database, fresh: Database, now: EpochMs): SalvagedTable[] {
  const known = tablesIn(damaged)
  const hint = largest(damaged, taskIds)
  const standIn = standIns(fresh, now)
  return tablesOf(fresh).flatMap((table) => {
    if (known.size > 0 && !known.has(table.name)) return []
    const found = columnsIn(damaged, table.name)
    const columns = table.columns.filter((name) => found.has(name))
    if (columns.length === 0) return [{ table: table.name, read: 0, lost: 0 }]
    const reading = readTable(damaged, fresh, table, columns, hint)
    const before = { tasks: standIn.forTask, payloads: standIn.forPayload }[table.name]
    return [copyRows(fresh, table, columns, reading, before ?? null)]
  })
}

function readTable(
  damaged: Database,
  fresh: Database,
  table: Table,
  columns: readonly string[],
  hint: number,
): Reading {
  const { name, key } = table
  if (table.hasRowid) return readByRowid(damaged, name, { columns, hint })
  const byTask = key[0] === 'task_id'
  const ids = byTask ? fresh.prepare<[], { id: number }>('SELECT id FROM tasks').all() : null
  return readByKey(damaged, name, { columns, key, ids: ids?.map(({ id }) => id) ?? null })
}

function copyRows(
  fresh: Database,
  table: Table,
  columns: readonly string[],
  { rows, lost }: Reading,
  before: ((row: Row) => void) | null,
): SalvagedTable {
  const insert = inserter(fresh, table, columns)
  let refused = 0
  const flush = fresh.transaction((group: readonly Row[]) => {
    for (const row of group) {
      const put = fresh.transaction(() => {
        before?.(row)
        return insert(row)
      })
      if (!isSound(table.name, row) || !attempt(put)) refused++
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
  const read = fresh.prepare<[], { n: number }>(`SELECT count(*) AS n FROM "${table.name}"`).get()?.n ?? 0
  return { table: table.name, read, lost: lost() + refused }
}

/** False for a row whose stand-ins cannot be made either. A disk that is full is no fault of the row. */
function attempt(put: () => boolean): boolean {
  try {
    return put()
  } catch (error) {
    if (isConstraint(error)) return false
    throw error
  }
}

const isConstraint = (error: unknown) =>
  error instanceof Error && 'code' in error && /^SQLITE_(CONSTRAINT|MISMATCH)/.test(String(error.code))
