import type { Database } from '../database'
import { decodeInto, newHistogram, size } from './histogram'

const LATE = 'EXISTS (SELECT 1 FROM late_answers l WHERE l.task_id = a.task_id AND l.attempt = a.number)'
const NEVER = `(a.may_have_been_billed = 1 AND NOT ${LATE})`
const OUTCOMES = ['succeeded', 'rate_limited', 'held', 'blocked', 'transient', 'permanent', 'cancelled', 'lost']
const ATTEMPTS = `SELECT ${OUTCOMES.map((name) => `coalesce(sum(outcome = '${name}'), 0) AS ${name}`).join(', ')},
    coalesce(sum(wait_reason = 'backoff' AND outcome = 'transient'), 0) AS retries,
    coalesce(sum(outcome = 'succeeded' AND number = 1), 0) AS first_try,
    coalesce(sum(a.cost) FILTER (WHERE NOT ${NEVER}), 0) AS cost,
    coalesce(sum(a.cost) FILTER (WHERE ${NEVER}), 0) AS unanswered_cost
  FROM attempts a`
const sumsOf = (batches: string) =>
  `SELECT ${[...OUTCOMES, 'retries', 'first_try', 'cost', 'unanswered_cost'].map((name) => `coalesce(sum(${name}), 0) AS ${name}`).join(', ')}
   FROM insights WHERE batch_id ${batches}`

/** For tests: throws unless the sums over time are what the attempts say, of all batches and of each, and money and tokens what the spending says. */
export function checkInsights(db: Database): void {
  const get = (sql: string) => JSON.stringify(db.prepare(sql).get())
  const same = (what: string, a: string, b: string) => {
    if (a !== b) throw new Error(`${what}: ${a} is not ${b}`)
  }
  const spent = (table: string) =>
    `SELECT coalesce(sum(tokens_in), 0) AS tokensIn, coalesce(sum(tokens_out), 0) AS tokensOut, coalesce(sum(cost), 0) AS cost FROM ${table}`
  for (const batches of ['= 0', '<> 0']) {
    same('sums and attempts', get(sumsOf(batches)), get(ATTEMPTS))
    same('sums and spending', get(`${spent('insights')} WHERE batch_id ${batches}`), get(spent('spend')))
    const failures = `SELECT coalesce(sum(tries), 0) AS n FROM insight_errors WHERE batch_id ${batches}`
    same('errors and attempts', get(failures), get('SELECT count(*) AS n FROM attempts WHERE failure IS NOT NULL'))
    const measured = (name: 'waits' | 'answers') =>
      db
        .prepare<[], Uint8Array>(`SELECT ${name} FROM insights WHERE batch_id ${batches}`)
        .pluck()
        .all()
        .reduce((sum, bytes) => sum + size(decodeInto(newHistogram(), bytes)), 0)
    const ended = db.prepare<[string], number>(
      'SELECT count(*) FROM attempts WHERE ended_at IS NOT NULL AND outcome GLOB ?',
    )
    same('answers and attempts', String(measured('answers')), String(ended.pluck().get('succeeded')))
    same('waits and attempts', String(measured('waits')), String(ended.pluck().get('*')))
  }
}
