import { hash } from 'node:crypto'
import { chat, LlmRequest } from '#shared/request'
import type { EpochMs, Revision, TaskId } from '#shared/task'
import type { Database } from './database'
import { purgedRequest, purgedTitle } from './retention/purged'

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

const INSERT = `INSERT INTO payloads (task_id, revision, request, hash, source_file, source_line, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`
export const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer')

/** What a task asks, once per revision. The first one is kept for good; edits stand beside it. */
export function payloadsTable(db: Database) {
  const insert = db.prepare(INSERT)
  const get = db.prepare<[number, number], Row>('SELECT * FROM payloads WHERE task_id = ? AND revision = ?')
  const text = db.prepare<[number, number], { request: string }>(
    'SELECT request FROM payloads WHERE task_id = ? AND revision = ?',
  )
  const newest = db.prepare<[number], { revision: number }>(
    'SELECT max(revision) AS revision FROM payloads WHERE task_id = ?',
  )
  const hashOf = db.prepare<[number, number], { hash: Buffer }>(
    'SELECT hash FROM payloads WHERE task_id = ? AND revision = ?',
  )
  return {
    /** @returns the hash of the request as it is stored */
    insert(payload: NewPayload): Buffer {
      const request = JSON.stringify(payload.request)
      const digest = sha256(request)
      const { taskId, revision, sourceFile, sourceLine, createdAt } = payload
      insert.run(taskId, revision, request, digest, sourceFile, sourceLine, createdAt)
      return digest
    },
    /** The stored text. Throws when there is none: a task without its request is a broken invariant. */
    text(taskId: TaskId, revision: number): string {
      const row = text.get(taskId, revision)
      if (!row) throw new Error(`task ${taskId} has no payload ${revision}`)
      return row.request
    },
    get(taskId: TaskId, revision: number): Revision & { source: { file: string | null; line: number | null } } {
      const row = get.get(taskId, revision)
      if (!row) throw new Error(`task ${taskId} has no payload ${revision}`)
      return {
        revision,
        createdAt: row.created_at,
        request: row.request === purgedRequest ? chat(purgedTitle) : LlmRequest.parse(JSON.parse(row.request)),
        source: { file: row.source_file, line: row.source_line },
      }
    },
    newestRevision: (taskId: TaskId): number => newest.get(taskId)?.revision ?? 1,
    hash: (taskId: TaskId, revision: number): Buffer | undefined => hashOf.get(taskId, revision)?.hash,
  }
}
