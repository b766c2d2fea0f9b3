import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { everyState } from '../old-rows'
import { tempDir } from '../safety/fixture'
import { rawAnswers } from './0019-raw-answers'
import { migrate, migrations } from './migrate'

test('data of before have no raw answer that succeeded; one goes with its attempt, and an attempt has one', () => {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const db = connect(file, { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  const before = migrations.indexOf(rawAnswers)
  migrate(db, file, before)
  everyState(db, before)
  migrate(db, file, before + 1)
  const count = () => db.prepare('SELECT count(*) FROM raw_answers').pluck().get()
  expect(count()).toBe(0)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  const attempt = db.prepare("SELECT task_id, number FROM attempts WHERE outcome = 'succeeded'").get()
  const put = db.prepare("INSERT INTO raw_answers VALUES (@upto, @task_id, @number, @bytes, 200, 0, '[]', 'body')")
  expect(() => put.run({ ...Object(attempt), upto: 6, bytes: 0 })).toThrow('CHECK')
  put.run({ ...Object(attempt), upto: 6, bytes: 6 })
  expect(() => put.run({ ...Object(attempt), upto: 12, bytes: 6 })).toThrow('UNIQUE')
  expect(() => put.run({ task_id: 999, number: 1, upto: 12, bytes: 6 })).toThrow('FOREIGN KEY')
  db.prepare('DELETE FROM tasks WHERE id = ?').run(Object(attempt).task_id)
  expect(count()).toBe(0)
})
