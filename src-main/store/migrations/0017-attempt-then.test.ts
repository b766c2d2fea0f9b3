import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { everyState } from '../old-rows'
import { tempDir } from '../safety/fixture'
import { attemptThen } from './0017-attempt-then'
import { migrate, migrations } from './migrate'

test('of attempts made before nothing was kept; what is kept goes with its attempt', () => {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const db = connect(file, { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  const before = migrations.indexOf(attemptThen)
  migrate(db, file, before)
  everyState(db, before)
  migrate(db, file, before + 1)
  db.pragma('foreign_keys = ON')
  expect(db.prepare('SELECT count(*) AS n FROM attempt_then').get()).toEqual({ n: 0 })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  const put = db.prepare(
    `INSERT INTO attempt_then (task_id, number, rules, retries_used, gates)
       SELECT task_id, number, x'00', ?, ? FROM attempts WHERE outcome IS NOT NULL LIMIT 1`,
  )
  expect(() => put.run(-1, '[]')).toThrow('CHECK')
  expect(() => put.run(0, 'no JSON')).toThrow('CHECK')
  expect(put.run(0, '[]').changes).toBe(1)
  expect(() => put.run(0, '[]')).toThrow('UNIQUE')
  db.exec('DELETE FROM attempts')
  expect(db.prepare('SELECT count(*) AS n FROM attempt_then').get()).toEqual({ n: 0 })
})
