import { join } from 'node:path'
import type { StateKind } from '#shared/task'
import { connect } from '#store/database'

const LEFT = `SELECT
  (SELECT count(*) FROM tasks) AS tasks,
  (SELECT count(*) FROM tasks WHERE state IN (SELECT value FROM json_each(@states))) AS asked,
  (SELECT total(accepted) FROM batches) AS accepted,
  (SELECT count(*) FROM payloads) AS requests,
  (SELECT count(*) FROM tasks WHERE state = 'succeeded') AS succeeded,
  (SELECT count(*) FROM attempts WHERE outcome = 'succeeded') AS answered,
  (SELECT count(*) FROM results) AS results`
type Left = Record<'tasks' | 'asked' | 'accepted' | 'requests' | 'succeeded' | 'answered' | 'results', number>

/** Throws unless a closed data folder holds `count` tasks, all of them in these states and with their requests, and one answered attempt and
 *  one result for each that succeeded. A figure of a run that lost or doubled something would be worth nothing. */
export function checkLeft(dataDir: string, count: number, states: readonly StateKind[]): void {
  const db = connect(join(dataDir, 'trilane.db'), { timeoutMs: 1_000, readonly: true })
  const left = db.prepare<{ states: string }, Left>(LEFT).get({ states: JSON.stringify(states) })
  db.close()
  const whole =
    left !== undefined &&
    [left.tasks, left.asked, left.accepted, left.requests].every((n) => n === count) &&
    [left.answered, left.results].every((n) => n === left.succeeded)
  if (!whole)
    throw new Error(`${count} tasks were to be ${states.join(' or ')}, and this is left: ${JSON.stringify(left)}`)
}
