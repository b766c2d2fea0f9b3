import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { everyState } from '../old-rows'
import { tempDir } from '../safety/fixture'
import { liveExports } from './0013-exports'
import { migrate, migrations } from './migrate'

test('data of before have no exports, and one that has ended says when', () => {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const db = connect(file, { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  const before = migrations.indexOf(liveExports)
  migrate(db, file, before)
  everyState(db, before)
  migrate(db, file, before + 1)
  expect(db.prepare('SELECT count(*) AS n FROM exports').get()).toEqual({ n: 0 })
  const put = db.prepare(
    `INSERT INTO exports (batch_id, path, partial, options, state, created_at, ended_at) VALUES (1, 'a', 'b', '{}', ?, 1, ?)`,
  )
  put.run('following', null)
  put.run('done', 2)
  expect(() => put.run('done', null)).toThrow('CHECK')
  expect(() => put.run('placing', 2)).toThrow('CHECK')
})
