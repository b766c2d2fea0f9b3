import type { Changes, CountDelta } from './changes'
import type { Database } from './database'

// Not one upsert: its CHECK would refuse a difference below zero before it finds the row to add it to.
const ADD = `UPDATE task_counts SET n = n + @n WHERE batch_id = @batchId AND lane = @lane AND gate_id = @gateId AND state = @state`
const MAKE = `INSERT INTO task_counts (batch_id, lane, gate_id, state, n) VALUES (@batchId, @lane, @gateId, @state, @n)`
const RECOUNT = `INSERT INTO task_counts (batch_id, lane, gate_id, state, n)
  SELECT batch_id, lane, gate_id, state, count(*) FROM tasks GROUP BY batch_id, lane, gate_id, state`

/** The counters: one row per batch, lane, gate and state. A transaction adds its differences once, however many tasks it moved. */
export function counters(db: Database) {
  const add = db.prepare<CountDelta>(ADD)
  const make = db.prepare<CountDelta>(MAKE)
  return {
    /** Only inside the transaction that moved the tasks. */
    write(changes: Changes) {
      for (const delta of changes.current.counts) {
        if (delta.n !== 0 && add.run(delta).changes === 0) make.run(delta)
      }
    },
    /** Counts all tasks anew: a second for each million. */
    rebuild() {
      db.exec('DELETE FROM task_counts')
      db.exec(RECOUNT)
    },
  }
}
