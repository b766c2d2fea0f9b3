import type { EpochMs, TaskId } from '#shared/task'
import type { Changes } from '../changes'
import type { Database } from '../database'
import { forgetRated } from '../ratings'
import { sha256 } from '../receipt/manifest'
import { FORGET_CELLS } from '../source-rows'
import { blankable, type Candidate, type Cursor, candidates, removable } from './candidates'
import { purgedRequest, purgedTitle } from './purged'

/** What a slice did: `next` is where the following one begins, null when there is nothing more. */
export type Slice = {
  readonly done: number
  readonly next: Cursor | null
  /** The first task that had to stay although its time had come. */
  readonly stayed: Cursor | null
}

const KEEP_HASHES = `INSERT INTO purged_tasks (batch_id, position, input, revision, sent, state, attempts, result, tokens_in, tokens_out,
    settled_at, purged_at)
  SELECT t.batch_id, t.position, p.hash, t.revision, (SELECT s.hash FROM payloads s WHERE s.task_id = t.id AND s.revision = t.revision
      AND t.revision > 1), t.state, t.attempts, coalesce(r.hash, @result), t.tokens_in, t.tokens_out, t.settled_at, @now
  FROM tasks t JOIN payloads p ON p.task_id = t.id AND p.revision = 1 JOIN results r ON r.task_id = t.id WHERE t.id = @id`

/**
 * The two things that retention does, as writes for one slice of the group commit. A write is whole or not at all, and what it removed is no
 * candidate any more, so a purge that is killed after any slice goes on where it stopped. Each write may run twice, as the commit demands.
 */
export function purgeSlices(db: Database, changes: Changes) {
  const find = candidates(db)
  const answer = db.prepare<[number], { text: string }>('SELECT text FROM results WHERE task_id = ?')
  const keepHashes = db.prepare(KEEP_HASHES)
  const drop = db.prepare<[number]>('DELETE FROM tasks WHERE id = ?') // all that is of it goes with it
  const count = db.prepare<[number, number]>('UPDATE batches SET purged = purged + ? WHERE id = ?')
  const blankPayload = db.prepare<[string, number]>('UPDATE payloads SET request = ? WHERE task_id = ?')
  const blankResult = db.prepare(
    `UPDATE results SET hash = coalesce(hash, @hash), text = '', purged_at = @now WHERE task_id = @id`,
  )
  const blankTitle = db.prepare<[string, number]>('UPDATE tasks SET title = ?, version = version + 1 WHERE id = ?')
  const blankAnswers = db.prepare<[number]>(
    'UPDATE attempts SET answer = NULL WHERE task_id = ? AND answer IS NOT NULL',
  )
  const blankLate = db.prepare<[number]>('UPDATE late_answers SET text = NULL WHERE task_id = ? AND text IS NOT NULL')
  // A provider's error may quote the prompt.
  const blankFailures = db.prepare<[string, number]>(
    `UPDATE attempts SET failure = json_set(failure, '$.message', ?) WHERE task_id = ? AND failure IS NOT NULL`,
  )
  const blankWire = db.prepare<[number]>('UPDATE attempt_wire SET body = NULL WHERE task_id = ? AND body IS NOT NULL')
  const dropRaw = db.prepare<[number]>('DELETE FROM raw_answers WHERE task_id = ?')
  const forgetCells = db.prepare<{ id: number }>(FORGET_CELLS)
  const forgetRatedOf = forgetRated(db)
  const hashOfAnswer = (id: TaskId): Buffer => sha256(answer.get(id)?.text ?? '')

  function removeTask({ id, batchId, lane, gateId }: Candidate, now: EpochMs) {
    if (keepHashes.run({ id, now, result: hashOfAnswer(id) }).changes !== 1) return false // damaged: verify names it
    forgetCells.run({ id })
    forgetRatedOf(id)
    drop.run(id)
    count.run(1, batchId)
    changes.moved({ batchId, lane, gateId }, 'succeeded', null)
    changes.task(id)
    changes.news('batch')
    return true
  }

  function removeTexts({ id }: Candidate, now: EpochMs) {
    blankResult.run({ id, now, hash: hashOfAnswer(id) })
    blankPayload.run(purgedRequest, id)
    forgetCells.run({ id })
    forgetRatedOf(id)
    blankTitle.run(purgedTitle, id)
    blankLate.run(id)
    blankAnswers.run(id)
    blankWire.run(id)
    dropRaw.run(id)
    blankFailures.run(purgedTitle, id)
    changes.task(id)
    return true
  }

  const removeAsFarAsMayBe = (task: Candidate, now: EpochMs) =>
    task.newest === 1 ? removeTexts(task, now) : removeTask(task, now)

  const slice =
    (may: (task: Candidate) => boolean, remove: (task: Candidate, now: EpochMs) => boolean, isDone: typeof may) =>
    (after: Cursor, before: EpochMs, limit: number, now: EpochMs): Slice => {
      const found = find(after, before, limit)
      let done = 0
      let stayed: Cursor | null = null
      for (const task of found) {
        if (may(task) && remove(task, now)) done++
        else if (!isDone(task)) stayed ??= { at: task.settledAt, id: task.id }
      }
      const last = found.at(-1)
      return { done, stayed, next: last && found.length === limit ? { at: last.settledAt, id: last.id } : null }
    }
  return {
    /** Removes whole tasks; their hashes stay. */
    tasks: slice(removable, removeAsFarAsMayBe, () => false),
    /** Removes prompts and answers; rows and hashes stay. */
    texts: slice(blankable, removeTexts, ({ whole }) => whole === 0),
  }
}
