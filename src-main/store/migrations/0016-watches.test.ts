import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { everyState } from '../old-rows'
import { tempDir } from '../safety/fixture'
import { watches } from './0016-watches'
import { migrate, migrations } from './migrate'

test('data of before watch no folder; of a path one file is the newest, and what was refused says why', () => {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const db = connect(file, { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  const before = migrations.indexOf(watches)
  migrate(db, file, before)
  everyState(db, before)
  migrate(db, file, before + 1)
  expect(db.prepare('SELECT count(*) AS n FROM watches').get()).toEqual({ n: 0 })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.exec(
    `INSERT INTO watches (id, folder, options, state, created_at, counts_from) VALUES (1, '/in', '{}', 'on', 1, 1)`,
  )
  const put = db.prepare(
    `INSERT INTO watch_files (watch_id, path, size, mtime, state, reason, problem, newest, at) VALUES (1, 'a', 1, '1', ?, ?, ?, ?, 1)`,
  )
  put.run('taken', null, null, 0)
  put.run('taken', null, null, 1)
  expect(() => put.run('left', null, null, 1)).toThrow('UNIQUE')
  expect(() => put.run('failed', null, null, 0)).toThrow('CHECK')
  expect(() => put.run('failed', 'why', null, 0)).toThrow('CHECK')
  expect(() => put.run('asked', null, null, 0)).toThrow('CHECK')
  expect(() => db.exec(`UPDATE watches SET paused_for = 'why'`)).toThrow('CHECK')
  db.exec('DELETE FROM watches')
  expect(db.prepare('SELECT count(*) AS n FROM watch_files').get()).toEqual({ n: 0 })
})
