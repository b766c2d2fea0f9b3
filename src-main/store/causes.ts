import { type CalledAt, causeOf } from '#shared/cause'
import type { FailureCode } from '#shared/task'
import type { Database } from './database'

/** Of tasks `t`: the gate through which the last call went, its own where that is gone or was never another. */
export const calledGate = 'coalesce((SELECT w.id FROM gates w WHERE w.id = t.way), t.gate_id)'
export const CALLED_AT = `SELECT g.provider_id AS providerId, g.model FROM tasks t JOIN gates g ON g.id = ${calledGate} WHERE t.id = ?`

const TELL = `WITH told AS MATERIALIZED (
    SELECT t.id, cause_of(t.failure_code, t.failure_status, t.failure_provider_code, t.failure_message, g.provider_id, g.model) AS cause
    FROM tasks t JOIN gates g ON g.id = ${calledGate} WHERE t.state = 'dead'
  )
  UPDATE tasks SET cause = told.cause, died_of = told.cause, deaths = iif(died_of IS told.cause, max(deaths, 1), 1)
  FROM told WHERE told.id = tasks.id AND tasks.cause IS NOT told.cause`
const FORGET = `UPDATE tasks SET cause = NULL WHERE cause IS NOT NULL AND state <> 'dead'`
const COUNT = `DELETE FROM causes;
  DELETE FROM cause_hours;
  INSERT INTO causes (cause, n, heavy, again)
    SELECT cause, count(*), sum(lane = 'heavy'), sum(deaths > 1) FROM tasks WHERE cause IS NOT NULL AND state = 'dead' GROUP BY cause;
  INSERT INTO cause_hours (cause, hour, n)
    SELECT cause, settled_at / 3600000, count(*) FROM tasks WHERE cause IS NOT NULL AND state = 'dead' GROUP BY 1, 2;`

/** Gives a connection the function by which SQL tells causes. For migrations and repairs: whoever runs writes what causeOf gave. */
export function giveCauseOf(db: Database) {
  const told = (...[code, status, providerCode, message, providerId, model]: unknown[]) =>
    causeOf(
      {
        code: code as FailureCode,
        status: typeof status === 'number' ? status : null,
        providerCode: typeof providerCode === 'string' ? providerCode : null,
        message: String(message ?? ''),
      },
      { providerId: String(providerId), model: String(model) } satisfies CalledAt,
    )
  db.function('cause_of', { deterministic: true, varargs: true }, told)
}

/** Tells the causes of all letters anew, in place of what may be missing or damaged, and counts them. In a transaction of the caller's. */
export function tellCausesAnew(db: Database) {
  giveCauseOf(db)
  // One count at the end, in place of one for each letter.
  const counting = db
    .prepare<[], string>(`SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'causes_changed'`)
    .pluck()
    .get()
  db.exec('DROP TRIGGER IF EXISTS causes_changed')
  db.exec(FORGET)
  db.exec(TELL)
  db.exec(COUNT)
  if (counting) db.exec(counting)
}
