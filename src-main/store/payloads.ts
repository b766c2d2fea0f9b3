import { hash } from 'node:crypto'
import { LlmRequest } from '#shared/request'
import type { EpochMs, GateId, Revision, TaskId } from '#shared/task'
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

const INSERT = `INSERT INTO payloads (task_id, revision, request, hash, source_file, source_line, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`
const TWIN = `SELECT t.id FROM payloads p JOIN tasks t ON t.id = p.task_id AND t.revision = p.revision
  WHERE p.hash = ? AND t.state = 'succeeded' AND t.gate_id = ? LIMIT 1`

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
  const twin = db.prepare<[Buffer, GateId], { id: TaskId }>(TWIN)
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
        request: LlmRequest.parse(JSON.parse(row.request)),
        source: { file: row.source_file, line: row.source_line },
      }
    },
    newestRevision: (taskId: TaskId): number => newest.get(taskId)?.revision ?? 1,
    /** A task that asked the same of the same provider and model, and was answered. */
    answeredTwin: (digest: Buffer, gateId: GateId): TaskId | undefined => twin.get(digest, gateId)?.id,
  }
}
