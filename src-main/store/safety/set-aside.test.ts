import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { closeDatabase, openDatabase } from '../open'
import { createBackups } from './backups'
import { filled, tempDir } from './fixture'
import { createRescue } from './rescue'
import { restoreBackup } from './restore'
import { listSetAside, removeSetAside } from './set-aside'

const start = Date.UTC(2026, 0, 5, 12)

async function setup() {
  const temp = tempDir()
  onTestFinished(temp.remove)
  filled(temp.file, 20)
  const outcome = await createBackups({ dataDir: temp.dir, now: () => start }).run('manual')
  if (outcome.kind !== 'made') throw new Error(outcome.message)
  return { ...temp, backup: outcome.backup.name }
}

test('what restores and repairs moved aside is listed with its size, and nothing else', async () => {
  const { dir, backup } = await setup()
  await restoreBackup(dir, backup, { now: start, because: 'before-restore' })
  await restoreBackup(dir, backup, { now: start, because: 'before-restore' }) // in the same millisecond
  await createRescue(dir, () => start + 1).restore(backup)
  mkdirSync(join(dir, 'damaged-goods'))
  writeFileSync(join(dir, 'damaged-2026-01-05T12-00-00-000Z'), 'a file')
  const stamp = '2026-01-05T12-00-00-000Z'
  expect(listSetAside(dir)).toEqual([
    { name: 'damaged-2026-01-05T12-00-00-001Z', because: 'damaged', at: start + 1, bytes: expect.any(Number) },
    { name: `before-restore-${stamp}-2`, because: 'before-restore', at: start, bytes: expect.any(Number) },
    { name: `before-restore-${stamp}`, because: 'before-restore', at: start, bytes: expect.any(Number) },
  ])
  for (const { bytes } of listSetAside(dir)) expect(bytes).toBeGreaterThan(4_096)
})

test('one is deleted by its name, and nothing that is none', async () => {
  const { dir, file, backup } = await setup()
  await restoreBackup(dir, backup, { now: start, because: 'before-restore' })
  const [copy] = listSetAside(dir)
  removeSetAside(dir, copy?.name ?? '')
  expect(listSetAside(dir)).toEqual([])
  for (const name of ['backups', '.', '../x', copy?.name ?? ''])
    expect(() => removeSetAside(dir, name)).toThrow(/is not there any more/)
  closeDatabase(openDatabase(file))
})

test('copies of the data that never came to be used are deleted once the data opens', async () => {
  const { dir, file } = await setup()
  await createRescue(dir, () => start).survey() // and then the app ended
  writeFileSync(join(dir, 'trilane.db.restoring'), 'all of it')
  mkdirSync(join(dir, 'salvage.tmp'))
  writeFileSync(join(dir, 'salvage.tmp', 'trilane.db'), 'all of it')
  expect(readdirSync(dir)).toContain('trilane.db.salvaged')
  closeDatabase(openDatabase(file))
  expect(readdirSync(dir).filter((name) => !name.startsWith('trilane.lock'))).toEqual([
    ...['backups', 'restore-given-up', 'trilane.db', 'trilane.pid'], // the note is told at the next start of the app, and then goes
  ])
})
