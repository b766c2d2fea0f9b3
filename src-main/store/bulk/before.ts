import { z } from 'zod'
import type { BulkId } from '#shared/bulk'
import { LetterMarks } from '#shared/letters'
import type { BatchId, TaskId } from '#shared/task'
import type { Database } from '../database'
import type { LettersTable } from '../letters'

type Value = string | number | null
export type Columns = Readonly<Record<string, Value>>
/** A task as its row has it, with what a person noted of it. */
export type Image = {
  readonly version: number
  readonly batchId: BatchId
  readonly columns: Columns
  readonly marks: LetterMarks | null
}

const Changed = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))
/** What an action changed of a task, as it was before: only that, so that a hundred thousand of them stay small. */
const Part = z.object({
  id: z.int(),
  was: z.int(), // the version that it had before
  after: z.int(), // and then
  columns: Changed,
  marks: LetterMarks.nullable().optional(), // left out: they did not change
})
export type Part = z.infer<typeof Part>
export const Before = Part.extend({
  strikes: z.array(z.int()).optional(), // crashes that were forgiven
  revision: z.int().optional(), // that was made; nothing was ever sent of it as long as the version holds
  parts: z.array(z.object({ id: z.int(), version: z.int() })).optional(), // tasks that took its place
  others: z.array(Part).optional(), // tasks that needed this one, and moved with it
})
export type Before = z.infer<typeof Before>

/** What stays as long as there is the task, and what says itself how often it changed. */
const fixed = ['id', 'batch_id', 'position', 'custom_id', 'created_at', 'version']

/**
 * Rows of tasks as they are, and as they were. By all columns that the table has: one that comes with a later migration is taken back like any
 * other, without a word here.
 */
export function taskImages(db: Database, letters: LettersTable) {
  const columns = (db.pragma('table_info(tasks)') as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => !fixed.includes(name))
  const read = db.prepare<[TaskId], Record<string, Value>>(
    `SELECT version, batch_id, ${columns.join(', ')} FROM tasks WHERE id = ?`,
  )
  const sameAs = db
    .prepare<[TaskId, number], number>('SELECT same_as FROM bulk_restored WHERE task_id = ? AND version = ?')
    .pluck()
  const restored = db.prepare<[TaskId, number, number, BulkId]>(
    'INSERT INTO bulk_restored (task_id, version, same_as, action_id) VALUES (?, ?, ?, ?)',
  )
  const versionOf = db.prepare<[TaskId], number>('SELECT version FROM tasks WHERE id = ?').pluck()
  const writers = new Map<string, ReturnType<Database['prepare']>>()

  function writer(names: readonly string[]) {
    const key = names.join()
    const known = writers.get(key)
    if (known) return known
    const set = ['version = version + 1', ...names.map((name) => `${name} = @${name}`)].join(', ')
    const made = db.prepare(`UPDATE tasks SET ${set} WHERE id = @id AND version = @now`)
    writers.set(key, made)
    return made
  }

  /** The version of a task that is as it was at that one; undefined when it moved on. */
  function stillAt(id: TaskId, version: number): number | undefined {
    const now = versionOf.get(id)
    for (let same = now; same !== undefined; same = sameAs.get(id, same)) if (same === version) return now
    return undefined
  }

  return {
    stillAt,
    of(id: TaskId): Image | undefined {
      const row = read.get(id)
      if (!row) return undefined
      const { version, batch_id: batchId, ...rest } = row
      return { version: Number(version), batchId: batchId as BatchId, columns: rest, marks: letters.marks(id) }
    },
    /** What there is to take back between the two. */
    difference(id: TaskId, before: Image, after: Image): Part {
      const changed = Object.entries(before.columns).filter(([name, value]) => after.columns[name] !== value)
      const sameMarks = JSON.stringify(before.marks) === JSON.stringify(after.marks)
      return {
        ...{ id, was: before.version, after: after.version, columns: Object.fromEntries(changed) },
        ...(sameMarks ? {} : { marks: before.marks }),
      }
    },
    /** As it was, but for its version, which rises; false when it moved on since. */
    restore({ id: number, was, after, columns: were, marks }: Part, action: BulkId): boolean {
      const id = number as TaskId
      const now = stillAt(id, after)
      const names = Object.keys(were).filter((name) => columns.includes(name))
      if (now === undefined || writer(names).run({ id, now, ...were }).changes !== 1) return false
      restored.run(id, now + 1, was, action)
      if (marks !== undefined) letters.write(id, marks)
      return true
    },
  }
}
