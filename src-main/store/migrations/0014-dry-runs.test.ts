import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { everyState } from '../old-rows'
import { tempDir } from '../safety/fixture'
import { dryRuns } from './0014-dry-runs'
import { migrate, migrations } from './migrate'

test('batches of before began with no dry run; one that has ended says when, and one that waits since when', () => {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const db = connect(file, { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  const before = migrations.indexOf(dryRuns)
  migrate(db, file, before)
  everyState(db, before)
  migrate(db, file, before + 1)
  expect(db.prepare('SELECT count(*) AS n FROM dry_runs').get()).toEqual({ n: 0 })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  const put =
    db.prepare(`INSERT INTO dry_runs (batch_id, rows, last_position, last_task, state, created_at, waiting_at, ended_at)
    VALUES (1, 5, 5, 5, ?, 1, ?, ?)`)
  for (const [state, waitingAt, endedAt] of [
    ['waiting', null, null],
    ['released', 1, null],
    ['running', null, 2],
    ['let_go', 1, null],
  ] as const)
    expect(() => put.run(state, waitingAt, endedAt), state).toThrow('CHECK')
  put.run('let_go', null, 2)
})
