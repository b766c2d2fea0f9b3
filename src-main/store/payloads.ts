import { LlmRequest } from '#shared/request'
import type { EpochMs, Revision, TaskId } from '#shared/task'
import type { Database } from './database'

type Row = {
  revision: number
  request: string
  created_at: number
  source_file: string | null
  source_line: number | null
}
type NewPayload = {
  taskId: TaskId
  revision: number
  request: LlmRequest
  sourceFile: string | null
  sourceLine: number | null
  createdAt: EpochMs
}

const INSERT = `INSERT INTO payloads (task_id, revision, request, source_file, source_line, created_at)
  VALUES (@taskId, @revision, @request, @sourceFile, @sourceLine, @createdAt)`

/** What a task asks, once per revision. The first one is kept for good; edits stand beside it. */
export function payloadsTable(db: Database) {
  const insert = db.prepare<Omit<NewPayload, 'request'> & { request: string }>(INSERT)
  const get = db.prepare<[number, number], Row>('SELECT * FROM payloads WHERE task_id = ? AND revision = ?')
  const newest = db.prepare<[number], { revision: number }>(
    'SELECT max(revision) AS revision FROM payloads WHERE task_id = ?',
  )
  return {
    insert: (payload: NewPayload): void => void insert.run({ ...payload, request: JSON.stringify(payload.request) }),
    /** Throws when there is none: a task without its request is a broken invariant. */
    get(taskId: TaskId, revision: number): Revision & { source: { file: string | null; line: number | null } } {
      const row = get.get(taskId, revision)
      if (!row) throw new Error(`task ${taskId} has no payload ${revision}`)
      return {
        revision,
        createdAt: row.created_at,
        request: LlmRequest.parse(JSON.parse(row.request)),
        source: { file: row.source_file, line: row.source_line },
      }
    },
    newestRevision: (taskId: TaskId): number => newest.get(taskId)?.revision ?? 1,
  }
}
