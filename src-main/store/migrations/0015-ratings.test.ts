import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { everyState } from '../old-rows'
import { tempDir } from '../safety/fixture'
import { ratings } from './0015-ratings'
import { migrate, migrations } from './migrate'

test('batches of before are compared by nobody; counts follow each row, also where its batch goes', () => {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const db = connect(file, { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  const before = migrations.indexOf(ratings)
  migrate(db, file, before)
  everyState(db, before)
  migrate(db, file, before + 1)
  expect(db.prepare('SELECT (SELECT count(*) FROM ratings) + (SELECT count(*) FROM comparisons) AS n').get()).toEqual({
    n: 0,
  })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.pragma('foreign_keys = ON')
  const counts = () => db.prepare('SELECT answered, choice, n FROM compared_counts WHERE n > 0').raw().all()
  db.exec('INSERT INTO comparisons VALUES (1, 2)')
  db.exec('INSERT INTO compared_rows VALUES (1, 1, 3, 0, 1, 1, NULL, 0, 1), (1, 2, 3, 0, 1, 1, NULL, 0, 1)')
  expect(counts()).toEqual([[3, -2, 2]])
  db.exec('UPDATE compared_rows SET choice = 2, to_rate = 0 WHERE row = 2')
  expect(counts()).toEqual([
    [3, -2, 1],
    [3, 2, 1],
  ])
  db.exec('DELETE FROM comparisons')
  expect(counts()).toEqual([])
  expect(() => db.exec("INSERT INTO ratings VALUES (1, 1, 1, -2, NULL, 0, 1, '[]')")).toThrow('CHECK')
})
