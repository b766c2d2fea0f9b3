import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Database, sqliteCode } from '#store/database'
import { tokenizer } from '#store/search/fold-text'

/** "TriS" in ASCII. */
const applicationId = 0x54726953
/** Raised with every change of the schema, of the tags or of how text is folded: an index of another version is built anew. */
export const indexVersion = 2

const schema = `
CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- A narrow copy of each task as the index has it. Where it differs from the task, its texts are read again; and it has what lists are
-- narrowed and put in order by, under the names it has in tasks: ten thousand rows are read from it in the time of one thousand from there.
CREATE TABLE docs (
  id INTEGER PRIMARY KEY,
  batch_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  created_at INTEGER NOT NULL, -- an id may be given again after a cancelled import
  revision INTEGER NOT NULL,
  lane TEXT NOT NULL,
  gate_id INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('live', 'succeeded', 'dead', 'cancelled')),
  version INTEGER NOT NULL, -- the task's once it has ended; 0 before
  settled_at INTEGER,
  failure_code TEXT,
  failure_status INTEGER,
  failure_provider_code TEXT,
  tokens_in INTEGER,
  tokens_out INTEGER,
  bare INTEGER NOT NULL -- its text was removed by retention
) STRICT;
-- Contentless: the texts stand in trilane.db already. Positions are kept, for phrases.
CREATE VIRTUAL TABLE texts USING fts5(prompt, result, tags, content='', contentless_delete=1, tokenize="${tokenizer}");
INSERT INTO texts (texts, rank) VALUES ('hashsize', 4194304);
`

/** Durability is not worth a sync here: what a power cut takes is read again. Damage is, so the WAL stays. */
const pragmas = [
  'journal_mode = WAL',
  'synchronous = NORMAL',
  'busy_timeout = 2000',
  'trusted_schema = OFF',
  'cell_size_check = ON',
  'journal_size_limit = 67108864',
  'secure_delete = ON',
  'temp_store = MEMORY',
  'cache_size = -32768',
]

export const indexFile = (dataDir: string) => join(dataDir, 'search.db')

/** Opens the index, or makes an empty one; what is damaged, foreign or of another version is deleted first, for it can be built anew.
 *  @param storeId whose tasks it holds: an index of another store is of no use */
export function openIndex(file: string, storeId: string): Database {
  try {
    return openKnown(file, storeId)
  } catch (error) {
    // SQLITE_ERROR: a table is not there, or not as it should be.
    if (!isDamaged(error) && !(error instanceof WrongIndex) && sqliteCode(error) !== 'SQLITE_ERROR') throw error
    deleteIndex(file)
    return openKnown(file, storeId)
  }
}

/** The file with its log and its shared memory: they are one set. */
export function deleteIndex(file: string): void {
  for (const part of ['', '-wal', '-shm', '-journal']) rmSync(file + part, { force: true, recursive: true })
}

class WrongIndex extends Error {}

/** Whether a file must be given up. A full or failing disk is no such reason. */
export function isDamaged(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(sqliteCode(error) ?? '')
}

function openKnown(file: string, storeId: string): Database {
  // SQLite gives the log and the shared memory the rights of the file they belong to.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  const db = connect(file, { timeoutMs: 2_000 })
  try {
    const version = db.pragma('user_version', { simple: true })
    const isNew = version === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
    if (!isNew && (version !== indexVersion || db.pragma('application_id', { simple: true }) !== applicationId))
      throw new WrongIndex()
    for (const pragma of pragmas) db.pragma(pragma)
    if (isNew) create(db, storeId)
    else checkKnown(db, storeId)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function create(db: Database, storeId: string) {
  db.transaction(() => {
    db.exec(schema)
    db.prepare(`INSERT INTO meta (key, value) VALUES ('store', ?), ('clean', '1')`).run(storeId)
    db.pragma(`application_id = ${applicationId}`)
    db.pragma(`user_version = ${indexVersion}`)
  })()
}

function checkKnown(db: Database, storeId: string) {
  const meta = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck()
  if (meta.get('store') !== storeId) throw new WrongIndex()
  db.prepare('SELECT rowid FROM texts WHERE texts MATCH ?').get('"a"') // reads what FTS5 knows of itself
  // After a crash or a power cut all of it is looked at: about a second for a million tasks, and nobody waits.
  if (meta.get('clean') !== '1' && db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new WrongIndex()
}
