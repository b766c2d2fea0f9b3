import type { BatchId } from '#shared/task'
import type { Database } from './database'

/** What a task was first asked: the SHA-256 of its request as text, and its model. */
export type FirstAsked = { readonly hash: Buffer; readonly model: string }

export const FIRST_ASKED = `SELECT t.position, p.hash, g.model FROM tasks t JOIN payloads p ON p.task_id = t.id AND p.revision = 1
    JOIN gates g ON g.id = t.gate_id WHERE t.batch_id = ? AND t.position > ? ORDER BY t.position LIMIT ?`
const perPage = 500

/** What the tasks of a batch were first asked, some hundred at a time. */
export function batchRequests(db: Database) {
  const page = db.prepare<[number, number, number], FirstAsked & { position: number }>(FIRST_ASKED)
  return function* (batchId: BatchId): Generator<readonly FirstAsked[]> {
    for (let after = 0; ; ) {
      const found = page.all(batchId, after, perPage)
      const last = found.at(-1)
      if (!last) return
      after = last.position
      yield found
    }
  }
}
