import { expect, onTestFinished, test } from 'vitest'
import { causeOf } from '#shared/cause'
import { connect } from '../database'
import { everyState } from '../old-rows'
import { tempDir } from '../safety/fixture'
import { migrate } from './migrate'

/** Letters of schema 8, every tenth of another provider's error, some of which went to a model that stood in. */
function setup(letters: number) {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const db = connect(file, { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  migrate(db, file, 8)
  everyState(db, 8)
  const put =
    db.prepare(`INSERT INTO tasks (batch_id, position, title, lane, gate_id, way, state, created_at, settled_at, failure_code,
      failure_status, failure_provider_code, failure_message)
    VALUES (1, @n + 100, 't', @lane, 1, @way, 'dead', 1, @at, 'context_length', @status, NULL, @message)`)
  db.transaction(() => {
    for (let n = 0; n < letters; n++)
      put.run({
        ...{
          n,
          lane: n % 4 ? 'fast' : 'heavy',
          way: n % 3 === 0 ? 3 : n % 3 === 1 ? null : 99,
          at: 3_600_000 * (n % 5),
        },
        status: n % 10 ? 400 : 422,
        message: `prompt is too long: ${n} tokens > ${n - 1} maximum`,
      })
  })()
  return { db, file }
}

test('letters from before get the cause that they would get today, with the provider and model of their last call', () => {
  const { db, file } = setup(300)
  migrate(db, file, 9)
  const rows = db
    .prepare(`SELECT t.id, t.way, t.failure_code AS code, t.failure_status AS status, t.failure_provider_code AS providerCode,
        t.failure_message AS message, t.cause, t.died_of AS diedOf, t.deaths FROM tasks t WHERE state = 'dead'`)
    .all() as { way: number | null; cause: string; diedOf: string; deaths: number; status: number; message: string }[]
  expect(rows).toHaveLength(301)
  for (const row of rows) {
    const at = { providerId: 'p', model: row.way === 3 ? 'c' : 'a' } // gate 99 is gone: its own stands for it
    expect(row.cause).toBe(causeOf(row as never, at))
    expect([row.diedOf, row.deaths]).toEqual([row.cause, 1])
  }
  const groups = db.prepare('SELECT cause, n FROM causes ORDER BY n DESC').all() as { n: number }[]
  expect(groups.map(({ n }) => n)).toEqual([180, 90, 20, 10, 1])
  expect(db.prepare('SELECT sum(n) FROM cause_hours').pluck().get()).toBe(301)
  expect(db.prepare(`SELECT count(*) FROM tasks WHERE cause IS NOT NULL AND state <> 'dead'`).pluck().get()).toBe(0)
})

test('what is dead is counted from then on, whoever writes it', () => {
  const { db, file } = setup(20)
  migrate(db, file, 9)
  const n = () => db.prepare('SELECT coalesce(sum(n), 0) FROM causes').pluck().get()
  const all = n()
  db.exec(`UPDATE tasks SET state = 'cancelled', cause = NULL WHERE position = 105`)
  expect(n()).toBe(Number(all) - 1)
  db.exec('DELETE FROM tasks WHERE position = 106')
  expect(n()).toBe(Number(all) - 2)
  db.exec(`UPDATE tasks SET title = 'other' WHERE state = 'dead'`)
  expect(n()).toBe(Number(all) - 2)
  db.exec('DELETE FROM tasks WHERE position >= 100')
  expect(db.prepare('SELECT count(*) FROM cause_hours').pluck().get()).toBe(1)
  expect(db.prepare('SELECT count(*) FROM causes').pluck().get()).toBe(1)
})
