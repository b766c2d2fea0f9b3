import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { migrate } from './migrate'

test('schedules come beside what is there, and batches keep the schedule they name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trilane-0004-'))
  const file = join(folder, 'trilane.db')
  const db = connect(file, { timeoutMs: 250 })
  onTestFinished(() => {
    db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  migrate(db, file, 3)
  db.exec(
    `INSERT INTO batches (name, kind, state, created_at, schedule_id) VALUES ('Nightly', 'schedule', 'open', 1, 7), ('Import', 'import', 'open', 1, NULL)`,
  )
  migrate(db, file, 4)
  expect(db.pragma('user_version', { simple: true })).toBe(4)
  expect(db.prepare('SELECT name, schedule_id FROM batches ORDER BY id').all()).toEqual([
    { name: 'Nightly', schedule_id: 7 },
    { name: 'Import', schedule_id: null },
  ])
  expect(db.prepare('SELECT count(*) AS n FROM schedules').get()).toEqual({ n: 0 })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
})
