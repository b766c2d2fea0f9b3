import type { Database } from '#store/database'
import { foldText } from '#store/search/fold-text'

/** A task as the index has it: the columns of `docs`, in their order. */
export const docColumns = [
  ...([
    'id',
    'batch_id',
    'position',
    'created_at',
    'revision',
    'lane',
    'gate_id',
    'priority',
    'state',
    'version',
  ] as const),
  ...([
    'settled_at',
    'failure_code',
    'failure_status',
    'failure_provider_code',
    'tokens_in',
    'tokens_out',
    'bare',
  ] as const),
]
export type DocRow = { readonly [column in (typeof docColumns)[number]]: number | string | null } & {
  readonly id: number
}
export type Texts = { readonly prompt: string; readonly result: string; readonly tags: string }
/** How far the index has followed the store: its last event, and the largest task id it has seen. */
export type Cursor = { readonly seq: number; readonly lastId: number }

const PUT = `INSERT OR REPLACE INTO docs (${docColumns.join(', ')}) VALUES (${docColumns.map((column) => `@${column}`).join(', ')})`

/** A transaction holds about this much text: FTS5 sorts it in memory and writes it out at the commit, which takes some 50 ms. */
const largestGroup = 1_500_000
/** Pages that one step of emptying writes at most. */
const mergePages = 200

/** The only writer of the index. Writes are collected in a transaction that stays open between the caller's slices. */
export function indexWriter(db: Database) {
  const put = db.prepare(PUT)
  const putTexts = db.prepare('INSERT INTO texts (rowid, prompt, result, tags) VALUES (?, ?, ?, ?)')
  const replaceTexts = db.prepare('INSERT OR REPLACE INTO texts (rowid, prompt, result, tags) VALUES (?, ?, ?, ?)')
  const drop = db.prepare<[number]>('DELETE FROM docs WHERE id = ?')
  const dropTexts = db.prepare<[number]>('DELETE FROM texts WHERE rowid = ?')
  const row = db.prepare<[number], DocRow>('SELECT * FROM docs WHERE id = ?')
  const merge = db.prepare<[number]>(`INSERT INTO texts (texts, rank) VALUES ('merge', ?)`)
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck()
  const get = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck()
  const set = db.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  const [begin, commit, rollback] = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'].map((sql) => db.prepare(sql))
  let count = db.prepare<[], number>('SELECT count(*) FROM docs').pluck().get() ?? 0
  let waiting = 0 // characters of the open transaction
  let removals = 0
  let removalsAtMerge = -1 // when the merge of all began; -1: none runs

  function mustEmpty() {
    removals++
    set.run('to_empty', '1')
  }

  set.run('clean', '0')

  function open() {
    if (!db.inTransaction) begin?.run()
  }

  return {
    /** How many tasks are in it, with those of the open transaction. */
    count: () => count,
    cursor: (): Cursor => ({ seq: Number(get.get('seq') ?? 0), lastId: Number(get.get('last_id') ?? 0) }),
    row: (id: number): DocRow | undefined => row.get(id),
    put(doc: DocRow, { prompt, result, tags }: Texts): void {
      open()
      const isKnown = row.get(doc.id) !== undefined
      const texts = isKnown ? replaceTexts : putTexts
      texts.run(doc.id, foldText(prompt), foldText(result), tags)
      put.run(doc)
      if (!isKnown) count++
      if (isKnown && doc.bare === 1) mustEmpty()
      waiting += prompt.length + result.length
    },
    remove(id: number): void {
      open()
      if (drop.run(id).changes === 0) return
      dropTexts.run(id)
      mustEmpty()
      count--
    },
    isFull: () => waiting >= largestGroup,
    isOpen: () => db.inTransaction,
    /** Writes the transaction, and how far the index then has followed. */
    commit({ seq, lastId }: Cursor): void {
      open()
      set.run('seq', String(seq))
      set.run('last_id', String(lastId))
      commit?.run()
      waiting = 0
    },
    /** Whether words of removed texts may still stand in the file. */
    mustEmpty: () => get.get('to_empty') === '1',
    /**
     * One step of taking the words of removed texts out of the file: FTS5 marks a deletion and drops the words when it next merges, so
     * all segments are merged into one, a few pages a step; freed pages are overwritten with zeros, and the log is emptied at the end.
     */
    empty(): void {
      const isFirst = removalsAtMerge === -1
      if (isFirst) removalsAtMerge = removals
      const before = changes.get() ?? 0
      merge.run(isFirst ? -mergePages : mergePages) // a negative number begins the merge of all segments
      if ((changes.get() ?? 0) - before >= 2) return // FTS5's own sign that it did something
      if (removalsAtMerge === removals) set.run('to_empty', '0') // else once more, for what was removed meanwhile
      removalsAtMerge = -1
      db.pragma('wal_checkpoint(TRUNCATE)')
    },
    isEmptying: () => removalsAtMerge !== -1,
    /** Leaves the file as whole; what is in an open transaction is read again next time. */
    close(): void {
      if (!db.open) return
      if (db.inTransaction) rollback?.run()
      set.run('clean', '1')
      db.close()
    },
  }
}
export type IndexWriter = ReturnType<typeof indexWriter>
