import type { EpochMs, TaskId } from '#shared/task'
import type { Database } from './database'

/** Crashes during which a task was alone in flight. */
export function strikesTable(db: Database) {
  const insert = db.prepare<[TaskId, EpochMs]>('INSERT OR IGNORE INTO strikes (task_id, at) VALUES (?, ?)')
  const since = db.prepare<[TaskId, EpochMs], { n: number }>(
    'SELECT count(*) AS n FROM strikes WHERE task_id = ? AND at > ?',
  )
  const forgive = db.prepare<[TaskId]>('DELETE FROM strikes WHERE task_id = ?')
  const of = db.prepare<[TaskId], EpochMs>('SELECT at FROM strikes WHERE task_id = ? ORDER BY at').pluck()
  return {
    of: (taskId: TaskId): EpochMs[] => of.all(taskId),
    add: (taskId: TaskId, at: EpochMs): void => void insert.run(taskId, at),
    since: (taskId: TaskId, at: EpochMs): number => since.get(taskId, at)?.n ?? 0,
    /** A person requeues it: it starts anew. */
    forgive: (taskId: TaskId): void => void forgive.run(taskId),
  }
}
