import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../database'
import { triage } from './0011-triage'
import { migrate, migrations } from './migrate'

test('probes, rules and alerts come beside what is there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trilane-0011-'))
  const file = join(folder, 'trilane.db')
  const db = connect(file, { timeoutMs: 250 })
  onTestFinished(() => {
    db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const before = migrations.indexOf(triage)
  migrate(db, file, before)
  db.exec(
    `INSERT INTO batches (name, kind, state, created_at, paused) VALUES ('Nightly', 'import', 'open', 1, 1), ('Import', 'import', 'open', 1, 0)`,
  )
  migrate(db, file, before + 1)
  expect(db.prepare('SELECT name, paused FROM batches ORDER BY id').all()).toEqual([
    { name: 'Nightly', paused: 1 },
    { name: 'Import', paused: 0 },
  ])
  for (const table of ['releases', 'release_letters', 'rules', 'rule_due', 'rule_uses', 'rule_log', 'batch_alerts'])
    expect(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
})
