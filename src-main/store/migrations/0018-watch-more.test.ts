import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { everyState } from '../old-rows'
import { tempDir } from '../safety/fixture'
import { watchMore } from './0018-watch-more'
import { migrate, migrations } from './migrate'

test('watched files of before stay as they were; a file of bad rows belongs to one that was taken, unless it is being written', () => {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const db = connect(file, { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  const before = migrations.indexOf(watchMore)
  migrate(db, file, before)
  everyState(db, before)
  const files = db.prepare('SELECT * FROM watch_files ORDER BY id').all()
  expect(files).toHaveLength(5)
  migrate(db, file, before + 1)
  expect(db.prepare('SELECT * FROM watch_files ORDER BY id').all()).toEqual(files)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  const put = db.prepare(
    `INSERT INTO watch_bad_files (watch_id, file_id, path, partial, state, trouble) VALUES (1, ?, 'a', 'b', ?, ?)`,
  )
  put.run(null, 'writing', null)
  put.run(1, 'owed', 'The disk is full.')
  expect(() => put.run(1, 'writing', null)).toThrow('CHECK')
  expect(() => put.run(null, 'owed', null)).toThrow('CHECK')
  expect(() => put.run(1, 'placed', 'The disk is full.')).toThrow('CHECK')
})
