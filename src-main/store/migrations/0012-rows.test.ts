import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { everyState } from '../old-rows'
import { tempDir } from '../safety/fixture'
import { rows } from './0012-rows'
import { migrate, migrations } from './migrate'

function setup() {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const db = connect(file, { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  const before = migrations.indexOf(rows)
  migrate(db, file, before)
  everyState(db, before)
  migrate(db, file, before + 1)
  return db
}

test('tasks of before are of no row, and their batches have no columns', () => {
  const db = setup()
  expect(db.prepare('SELECT DISTINCT row, variant FROM tasks').all()).toEqual([{ row: null, variant: null }])
  expect(db.prepare('SELECT DISTINCT columns FROM batches').all()).toEqual([{ columns: null }])
  for (const table of ['source_rows', 'templates', 'template_versions', 'variants'])
    expect(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
})

test('a row has one task under each variant, and as many without one as it is split into', () => {
  const db = setup()
  const put = db.prepare(`INSERT INTO tasks (batch_id, position, title, lane, gate_id, state, created_at, row, variant)
    VALUES (1, ?, 't', 'fast', 1, 'queued', 1, ?, ?)`)
  put.run(101, 1, 1)
  put.run(102, 1, 2)
  put.run(103, 1, null)
  put.run(104, 1, null)
  expect(() => put.run(105, 1, 2)).toThrow('UNIQUE')
})

test('one name is that of one template, however it is written; one that was archived gives its name free', () => {
  const db = setup()
  const put = db.prepare('INSERT INTO templates (name, created_at, changed_at, archived_at) VALUES (?, 1, 1, ?)')
  put.run('Summarise', 1)
  put.run('Summarise', null)
  put.run('summarise', 2)
  expect(() => put.run('SUMMARISE', null)).toThrow('UNIQUE')
})
