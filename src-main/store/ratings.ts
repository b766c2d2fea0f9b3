import { hash } from 'node:crypto'
import { z } from 'zod'
import { RatedAnswer, type Rating, type RatingChoice } from '#shared/rating'
import { assertNever } from '#shared/result'
import type { BatchId, EpochMs, StateKind } from '#shared/task'
import type { Database } from './database'
import { sha256 } from './payloads'

/** What a variant has of a row, as it stands: `answer` is of its text, also where retention removed that. */
export type StandingAnswer = RatedAnswer & {
  readonly row: number
  readonly state: StateKind
  readonly short: string | null // the text, where it is there and short enough to be held against others
  readonly removed: boolean // retention removed the text
}
/** The rating of a row that holds, with what it was given to. */
export type RatedRow = Rating & { readonly row: number }
export type NewRating = {
  readonly batchId: BatchId
  readonly row: number
  readonly choice: RatingChoice | null
  readonly note: string | null
  readonly blind: boolean
  readonly ratedAt: EpochMs
  readonly about: readonly RatedAnswer[]
}
type Row = {
  id: number
  row: number
  choice: number | null
  note: string | null
  blind: number
  ratedAt: EpochMs
  about: string
}
type Answer = Omit<StandingAnswer, 'hash' | 'removed'> & { hash: Buffer | null; answered: 0 | 1; purged: 0 | 1 }

const longestShort = 4_096 // bytes
const About = z.array(RatedAnswer)
export const ANSWERS = `SELECT t.row, t.variant, t.id AS taskId, t.revision, t.state, r.hash, r.task_id IS NOT NULL AS answered,
    r.purged_at IS NOT NULL AS purged, CASE WHEN octet_length(r.text) <= ${longestShort} AND r.purged_at IS NULL THEN r.text END AS short
  FROM tasks t INDEXED BY tasks_row LEFT JOIN results r ON r.task_id = t.id AND t.state = 'succeeded'
  WHERE t.batch_id = ? AND t.variant IS NOT NULL AND t.row BETWEEN ? AND ? ORDER BY t.row, t.variant`
const COLUMNS = 'id, row, choice, note, blind, rated_at AS ratedAt, about'
export const OF_ROW = `SELECT ${COLUMNS} FROM ratings WHERE batch_id = ? AND row = ? ORDER BY id DESC LIMIT 1`
export const LAST_RATING = 'SELECT id, row, blind FROM ratings WHERE batch_id = ? ORDER BY id DESC LIMIT 1'
export const RATED = `SELECT ${COLUMNS} FROM ratings r WHERE batch_id = ? AND row > ? AND choice IS NOT NULL
    AND id = (SELECT max(id) FROM ratings WHERE batch_id = r.batch_id AND row = r.row) ORDER BY row LIMIT ?`
/**
 * A note goes with the texts that it speaks of, as cells do (see FORGET_CELLS): run it while the task is still there. What was chosen, and the
 * hashes of the answers that it was chosen among, stay.
 */
const FORGET_NOTES = `UPDATE ratings SET note = NULL WHERE note IS NOT NULL
  AND (batch_id, row) = (SELECT t.batch_id, t.row FROM tasks t WHERE t.id = @id AND t.variant IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM tasks o WHERE o.batch_id = ratings.batch_id AND o.row = ratings.row AND o.variant IS NOT NULL
    AND o.id <> @id AND NOT EXISTS (SELECT 1 FROM results r WHERE r.task_id = o.id AND r.purged_at IS NOT NULL))`

/** Nobody is asked for a rating of what cannot be read any more. */
const ASK_NO_MORE = `UPDATE compared_rows SET to_rate = 0 WHERE to_rate = 1
  AND (batch_id, row) = (SELECT t.batch_id, t.row FROM tasks t WHERE t.id = @id AND t.variant IS NOT NULL)`

/** What goes with the texts of a task, in the transaction that removes them. */
export function forgetRated(db: Database): (id: number) => void {
  const statements = [FORGET_NOTES, ASK_NO_MORE].map((sql) => db.prepare<{ id: number }>(sql))
  return (id) => {
    for (const statement of statements) statement.run({ id })
  }
}

/** Names answers as they stand: another text, or one where there was none, has another mark. */
export const markOf = (answers: readonly RatedAnswer[]): string =>
  hash('sha256', JSON.stringify(answers.map(({ variant, hash }) => [variant, hash]))).slice(0, 32)

/** Whether a rating speaks of what stands there. An answer that retention removed is gone, and no other one took its place. */
const isOf = (about: readonly RatedAnswer[], now: readonly RatedAnswer[]): boolean =>
  now.every((answer) => about.some(({ taskId, hash }) => taskId === answer.taskId && hash === answer.hash))

/** What a person said of rows under several variants. On any connection, also one that may only read. */
export function ratingsTable(db: Database) {
  const answers = db.prepare<[number, number, number], Answer>(ANSWERS)
  const text = db.prepare<[number], string>('SELECT text FROM results WHERE task_id = ?').pluck()
  const ofRow = db.prepare<[number, number], Row>(OF_ROW)
  const last = db.prepare<[number], { id: number; row: number; blind: number }>(LAST_RATING)
  const rated = db.prepare<[number, number, number], Row>(RATED)
  const insert = db.prepare(
    `INSERT INTO ratings (batch_id, row, choice, note, blind, rated_at, about)
     VALUES (@batchId, @row, @choice, @note, @blind, @ratedAt, @about)`,
  )
  const drop = db.prepare<[number]>('DELETE FROM ratings WHERE id = ?')

  function standing(batchId: BatchId, first: number, last: number): StandingAnswer[] {
    return answers.all(batchId, first, last).map(({ hash, answered, purged, ...task }) => {
      const rest = { ...task, removed: purged === 1 }
      if (answered === 0) return { ...rest, hash: null }
      // Kept with each answer since 0003; one that has lost it is known by its text, as long as that is there.
      const own = hash ?? (purged === 1 ? null : sha256(text.get(rest.taskId) ?? ''))
      return { ...rest, hash: own === null ? 'removed' : own.toString('hex') }
    })
  }

  function read({ choice, about, blind, ...row }: Row, batchId: BatchId): RatedRow | null {
    if (choice === null) return null
    // What cannot be read says nothing; nothing is thrown in a transaction that ends a task.
    const told = About.safeParse(JSON.parse(about))
    const stale = !told.success || !isOf(told.data, standing(batchId, row.row, row.row))
    return { ...row, choice: choiceOf(choice), blind: blind === 1, stale }
  }

  return {
    /** The answers of some rows, by row and variant. */
    standing,
    /** The rating of a row that holds, or is to be given again. */
    of(batchId: BatchId, row: number): Rating | null {
      const found = ofRow.get(batchId, row)
      const rating = found ? read(found, batchId) : null
      if (!rating) return null
      const { row: _, ...rest } = rating
      return rest
    },
    /** What was done last in a batch. */
    last(batchId: BatchId): { id: number; row: number; blind: boolean } | null {
      const found = last.get(batchId)
      return found ? { ...found, blind: found.blind === 1 } : null
    },
    /** Rows after one that have a rating, in their order. */
    after: (batchId: BatchId, row: number, limit: number): RatedRow[] =>
      rated.all(batchId, row, limit).flatMap((found) => read(found, batchId) ?? []),
    add({ choice, blind, about, ...rating }: NewRating): number {
      const code = choice === null ? null : codeOf(choice)
      return Number(
        insert.run({ ...rating, choice: code, blind: blind ? 1 : 0, about: JSON.stringify(about) }).lastInsertRowid,
      )
    },
    drop: (id: number): boolean => drop.run(id).changes === 1,
  }
}
export type RatingsTable = ReturnType<typeof ratingsTable>

/** As it stands in the file. */
export function codeOf(choice: RatingChoice): number {
  switch (choice.kind) {
    case 'best':
      return choice.variant
    case 'tie':
      return 0
    case 'none':
      return -1
    default:
      return assertNever(choice)
  }
}
export const choiceOf = (code: number): RatingChoice =>
  code > 0 ? { kind: 'best', variant: code } : { kind: code === 0 ? 'tie' : 'none' }
