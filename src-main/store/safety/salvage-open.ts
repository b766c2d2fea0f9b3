import { closeSync, ftruncateSync, openSync, readSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import { connect, type Database } from '../database'
import { migrations } from '../migrations/migrate'
import { tablesIn } from './salvage-read'

export type Damaged = {
  readonly db: Database | null // null when SQLite finds no table in it
  readonly version: number
}

/** The beginning of a file as this app makes it: 4,096-byte pages, UTF-8, WAL; sqlite.org/fileformat.html, 1.3. */
export const pageSize = 4_096
const headerBytes = 100

/**
 * Opens a copy of a damaged database as far as that goes, in order: as it is; with a mended header; without its -wal; with the pages
 * of a backup that say where each table begins, since a backup is the same pages under the same numbers. The copy is changed by this: what
 * of its -wal SQLite can vouch for is in its pages then.
 */
export function openDamaged(copy: string, backup: string | null): Damaged {
  dropCutPage(copy)
  const ways = [
    () => {},
    () => mendHeader(copy),
    () => rmSync(`${copy}-wal`, { force: true }),
    () => {
      if (backup !== null) borrowSchema(copy, backup)
    },
  ]
  for (const prepare of ways) {
    rmSync(`${copy}-shm`, { force: true }) // an index of the -wal, built anew
    try {
      prepare()
    } catch {
      continue // the backup is no good either
    }
    const opened = tryOpen(copy)
    if (opened) return opened
  }
  return {
    db: null,
    version: statSync(copy, { throwIfNoEntry: false }) ? versionIn(headerOf(copy)) : migrations.length,
  }
}

/** SQLite reads zeros for what a cut-off last page lacks, and would give out a row with zeros for its end. */
function dropCutPage(copy: string) {
  const size = statSync(copy, { throwIfNoEntry: false })?.size ?? 0
  if (size % pageSize > 0) truncateSync(copy, size - (size % pageSize))
}

function tryOpen(copy: string): Damaged | null {
  let db: Database | null = null
  try {
    db = connect(copy, { timeoutMs: 0 })
    db.unsafeMode(true)
    db.pragma('writable_schema = ON') // so that one damaged row of the schema does not hide the others
    if (!tablesIn(db).has('tasks')) throw new Error('no tasks')
    db.pragma('wal_checkpoint(TRUNCATE)')
    return { db, version: known(Number(db.pragma('user_version', { simple: true }))) }
  } catch {
    db?.close()
    return null
  }
}

/** The version that the file says, or where it says nonsense, the newest: what it lacks is left out then. */
const known = (version: number) => (version >= 1 && version <= migrations.length ? version : migrations.length)
const versionIn = (header: Buffer) => known(header.readUInt32BE(60))

function headerOf(copy: string): Buffer {
  const header = Buffer.alloc(headerBytes)
  const fd = openSync(copy, 'r')
  try {
    readSync(fd, header, 0, headerBytes, 0)
  } finally {
    closeSync(fd)
  }
  return header
}

/** Writes a header as it must have been. What it says about free pages is not needed for reading. */
function mendHeader(copy: string) {
  const pages = Math.ceil(statSync(copy).size / pageSize)
  const header = Buffer.alloc(headerBytes)
  header.write('SQLite format 3\0', 0, 'latin1')
  header.writeUInt16BE(pageSize, 16)
  header.set([2, 2, 0, 64, 32, 32], 18) // WAL: its -wal may hold what this copy lacks
  header.writeUInt32BE(1, 24)
  header.writeUInt32BE(pages, 28)
  header.writeUInt32BE(4, 44) // schema format
  header.writeUInt32BE(1, 56) // UTF-8
  header.writeUInt32BE(versionIn(headerOf(copy)), 60)
  header.writeUInt32BE(1, 92)
  overwrite(copy, header, { at: 0, pages })
}

/** Takes over the pages of the table of tables. The first of them, which is also the file's first, keeps this file's size. */
function borrowSchema(copy: string, backup: string) {
  const numbers = schemaPages(backup)
  const pages = Math.ceil(statSync(copy).size / pageSize)
  const fd = openSync(backup, 'r')
  try {
    for (const number of numbers) {
      const page = Buffer.alloc(pageSize)
      if (number > pages || readSync(fd, page, 0, pageSize, (number - 1) * pageSize) < pageSize) continue
      if (number === 1) {
        if (page.readUInt16BE(16) !== pageSize) return
        page.writeUInt32BE(pages, 28)
        page.fill(0, 32, 40) // the list of free pages is another one
        page.writeUInt32BE(page.readUInt32BE(24), 92) // so that the size above counts
      }
      overwrite(copy, page, { at: (number - 1) * pageSize, pages })
    }
  } finally {
    closeSync(fd)
  }
}

function schemaPages(backup: string): number[] {
  const db = connect(backup, { timeoutMs: 0, readonly: true })
  try {
    const sql = "SELECT pageno FROM dbstat WHERE name = 'sqlite_schema' ORDER BY pageno"
    return db
      .prepare<[], { pageno: number }>(sql)
      .all()
      .map(({ pageno }) => pageno)
  } finally {
    db.close()
  }
}

function overwrite(copy: string, bytes: Buffer, { at, pages }: { at: number; pages: number }) {
  const fd = openSync(copy, 'r+')
  try {
    ftruncateSync(fd, pages * pageSize)
    writeSync(fd, bytes, 0, bytes.length, at)
  } finally {
    closeSync(fd)
  }
}
