import type { StateKind, TaskId } from '#shared/task'
import type { Place } from '#shared/work'
import type { Database } from './database'

export type Need = { readonly name: string; readonly taskId: TaskId; readonly state: StateKind }
export type Child = Place & { readonly id: TaskId; readonly state: StateKind; readonly priority: number }

const PARENTS = `SELECT d.name, d.parent_id AS taskId, t.state FROM dependencies d JOIN tasks t ON t.id = d.parent_id
  WHERE d.task_id = ? ORDER BY d.name`
const CHILDREN = `SELECT DISTINCT t.id, t.state, t.priority, t.batch_id AS batchId, t.lane, t.gate_id AS gateId
  FROM dependencies d JOIN tasks t ON t.id = d.task_id WHERE d.parent_id = ? AND`

/** Which task waits for which. */
export function dependenciesTable(db: Database) {
  const insert = db.prepare<[TaskId, TaskId, string]>(
    'INSERT INTO dependencies (task_id, parent_id, name) VALUES (?, ?, ?)',
  )
  const parents = db.prepare<[TaskId], Need>(PARENTS)
  const waiting = db.prepare<[TaskId], Child>(`${CHILDREN} t.state = 'waiting'`)
  const blocked = db.prepare<[TaskId], Child>(`${CHILDREN} t.state = 'dead' AND t.failure_code = 'blocked'`)
  const linked = db
    .prepare<[TaskId, TaskId], number>(
      'SELECT EXISTS (SELECT 1 FROM dependencies WHERE task_id = ?) OR EXISTS (SELECT 1 FROM dependencies WHERE parent_id = ?)',
    )
    .pluck()
  let any =
    db.prepare<[], { n: number }>('SELECT count(*) AS n FROM (SELECT 1 FROM dependencies LIMIT 1)').get()?.n === 1
  return {
    /** False as long as no task ever waited for another: then nothing need be looked up at each settle. */
    any: () => any,
    /** Whether it needs others, or others need it. */
    linked: (taskId: TaskId): boolean => any && linked.get(taskId, taskId) === 1,
    insert(taskId: TaskId, parentId: TaskId, name: string): void {
      insert.run(taskId, parentId, name)
      any = true
    },
    parents: (taskId: TaskId): Need[] => parents.all(taskId),
    waitingChildren: (parentId: TaskId): Child[] => waiting.all(parentId),
    blockedChildren: (parentId: TaskId): Child[] => blocked.all(parentId),
  }
}
export type DependenciesTable = ReturnType<typeof dependenciesTable>
