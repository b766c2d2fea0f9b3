import { connect, type Database } from '#store/database'
import { purgedTitle } from '#store/retention/purged'
import { type DocRow, docColumns, type Texts } from '#store/search/index-writer'
import { promptTexts } from '#store/search/prompt-texts'
import { ends, tagsOf } from '#store/search/tags'

/** Opens the store for reading alone, with the index beside it as `ix`. Its transactions are single statements, so that no checkpoint of
 *  the store ever waits for it. */
export function openReader(storeFile: string, indexFile: string): Database {
  const db = connect(storeFile, { timeoutMs: 2_000, readonly: true })
  try {
    db.pragma('trusted_schema = OFF')
    db.pragma('temp_store = MEMORY')
    db.prepare('ATTACH ? AS ix').run(indexFile)
    db.pragma('ix.cache_size = -98304') // 96 MiB at most: the copies of a million tasks, and the words that are asked for
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Which store this is: an index of another one is of no use. */
export function storeIdOf(storeFile: string): string {
  const db = connect(storeFile, { timeoutMs: 2_000, readonly: true })
  try {
    return db.prepare<[], string>(`SELECT value FROM meta WHERE key = 'installation_id'`).pluck().get() ?? ''
  } finally {
    db.close()
  }
}

type EventRow = { seq: number; at: number; kind: string; ids: string }

const endStates = ends.filter((end) => end !== 'live').map((end) => `'${end}'`)
/** What is not a column of tasks as it stands. */
const computed: Readonly<Record<string, string>> = {
  state: `iif(t.state IN (${endStates.join(', ')}), t.state, 'live')`,
  version: 'iif(t.settled_at IS NULL, 0, t.version)',
  bare: `(t.title = '${purgedTitle}')`,
}
const sqlOf = (column: string) => computed[column] ?? `t.${column}`
const ROWS = `SELECT ${docColumns.map((column) => `${sqlOf(column)} AS ${column}`).join(', ')}
  FROM tasks t WHERE t.id IN (SELECT value FROM json_each(?))`
/** Once a task has ended, its version says whether any of it is new. */
const stamp = ['version', 'revision', 'created_at', 'batch_id', 'lane', 'gate_id', 'priority', 'bare'] as const
const DIFFERENT = `SELECT t.id FROM tasks t LEFT JOIN ix.docs d ON d.id = t.id WHERE t.id > @after AND t.id <= @upTo
  AND (d.id IS NULL OR ${stamp.map((column) => `d.${column} <> ${sqlOf(column)}`).join(' OR ')})`
const GONE = `SELECT d.id FROM ix.docs d WHERE d.id > @after AND d.id <= @upTo AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.id = d.id)`
/** The event that the cursor stands at comes along: without it the news in between are gone, or belong to another past. */
const EVENTS = `SELECT seq, at, kind, ids FROM events WHERE seq >= ? ORDER BY seq LIMIT ?`
const STATE = `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) AS seq,
  coalesce((SELECT max(id) FROM tasks), 0) AS lastId, coalesce((SELECT sum(n) FROM task_counts), 0) AS tasks,
  coalesce((SELECT max(id) FROM ix.docs), 0) AS lastDoc`

/** What the index is made from. */
export function storeReader(db: Database) {
  const rows = db.prepare<[string], DocRow>(ROWS)
  const request = db
    .prepare<[number, DocRow['revision']], string>('SELECT request FROM payloads WHERE task_id = ? AND revision = ?')
    .pluck()
  const customId = db.prepare<[number], string | null>('SELECT custom_id FROM tasks WHERE id = ?').pluck()
  const result = db.prepare<[number], { kind: string; text: string }>(
    'SELECT kind, text FROM results WHERE task_id = ?',
  )
  const different = db.prepare<{ after: number; upTo: number }, number>(DIFFERENT).pluck()
  const gone = db.prepare<{ after: number; upTo: number }, number>(GONE).pluck()
  const events = db.prepare<[number, number], EventRow>(EVENTS)
  const state = db.prepare<[], { seq: number; lastId: number; tasks: number; lastDoc: number }>(STATE)
  return {
    rows: (ids: readonly number[]): DocRow[] => rows.all(JSON.stringify(ids)),
    /** The task's texts and tags as the index should have them. */
    texts(row: DocRow): Texts {
      const answer = result.get(row.id)
      const custom = customId.get(row.id) ?? ''
      return {
        prompt: `${custom}\n${promptTexts(request.get(row.id, row.revision) ?? '')}`,
        result: answer?.kind === 'text' ? answer.text : '', // an embedding is numbers
        tags: tagsOf(tagSource(row)),
      }
    },
    /** The tasks (after, upTo] that the index lacks or has otherwise, and those that it has and the store has not. */
    differences: (after: number, upTo: number) => ({
      changed: different.all({ after, upTo }),
      gone: gone.all({ after, upTo }),
    }),
    eventsFrom: (seq: number, limit: number) =>
      events.all(seq, limit).map((row) => ({ ...row, ids: JSON.parse(row.ids) as number[] })),
    /** The newest event and the largest id, how many tasks the counters say there are, and the largest id in the index: of one moment. */
    state: () => state.get() ?? { seq: 0, lastId: 0, tasks: 0, lastDoc: 0 },
  }
}
export type StoreReader = ReturnType<typeof storeReader>

export const isSame = (a: DocRow, b: DocRow): boolean => stamp.every((column) => a[column] === b[column])

const tagSource = (row: DocRow) => ({
  batchId: Number(row.batch_id),
  lane: String(row.lane),
  gateId: Number(row.gate_id),
  state: String(row.state),
  failureCode: row.failure_code === null ? null : String(row.failure_code),
  failureStatus: row.failure_status === null ? null : Number(row.failure_status),
  tokens: row.tokens_in === null && row.tokens_out === null ? null : Number(row.tokens_in) + Number(row.tokens_out),
})
