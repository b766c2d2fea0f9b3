import type { LaneName } from '#shared/lane'
import type { BatchId, GateId, TaskId } from '#shared/task'
import type { Database } from './database'

type Line = { batchId: BatchId; gateId: GateId }

// The counters name the lines that have work, so a claim costs what it takes and not what is queued.
const LINES = `SELECT c.batch_id AS batchId, c.gate_id AS gateId FROM task_counts c JOIN batches b ON b.id = c.batch_id
  WHERE c.lane = @lane AND c.state = 'queued' AND c.n > 0 AND b.state = 'open' ORDER BY c.batch_id`
const FIRST = `SELECT id FROM tasks INDEXED BY tasks_claim
  WHERE state = 'queued' AND lane = @lane AND batch_id = @batchId AND gate_id = @gateId AND id > @after ORDER BY id LIMIT 1`

/** Picks what a lane runs next: batches take turns, so that three prompts never wait behind a hundred thousand. */
export function queue(db: Database) {
  const lines = db.prepare<{ lane: LaneName }, Line>(LINES)
  const first = db.prepare<Line & { lane: LaneName; after: number }, { id: TaskId }>(FIRST)
  const lastBatch: Record<LaneName, number> = { fast: 0, heavy: 0 }

  return {
    /**
     * Up to `limit` tasks of the lane, in the order they should start.
     * @param only take from this batch alone
     * @param admit asked once for each task that would be picked; false for a gate that lets nothing more through
     */
    pick(lane: LaneName, limit: number, admit: (gateId: GateId) => boolean, only?: BatchId): TaskId[] {
      const byBatch = Map.groupBy(lines.all({ lane }), (line) => line.batchId)
      const ids = only === undefined ? [...byBatch.keys()] : [only]
      const start = ids.findIndex((id) => id > lastBatch[lane])
      const turns = start < 0 ? ids : [...ids.slice(start), ...ids.slice(0, start)]
      const shut = new Set<GateId>()
      const after = new Map<Line, number>()
      const picked: TaskId[] = []

      const pickFrom = (batchId: BatchId): boolean => {
        const candidates = (byBatch.get(batchId) ?? [])
          .filter((line) => !shut.has(line.gateId))
          .flatMap((line) => first.all({ ...line, lane, after: after.get(line) ?? 0 }).map(({ id }) => ({ line, id })))
          .sort((a, b) => a.id - b.id)
        for (const { line, id } of candidates) {
          if (shut.has(line.gateId)) continue
          if (!admit(line.gateId)) {
            shut.add(line.gateId)
            continue
          }
          after.set(line, id)
          picked.push(id)
          lastBatch[lane] = batchId
          return true
        }
        return false
      }

      let waiting = turns
      while (picked.length < limit && waiting.length > 0) {
        waiting = waiting.filter((batchId) => picked.length < limit && pickFrom(batchId))
      }
      return picked
    },
  }
}
