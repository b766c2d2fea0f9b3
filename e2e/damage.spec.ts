import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { connect } from '../src-main/store/database'
import { filled } from '../src-main/store/safety/fixture'
import { launch, tempDir } from './launch'

const pageSize = 4_096

function damagedData() {
  const dataDir = tempDir()
  const file = join(dataDir, 'trilane.db')
  filled(file, 600)
  const bytes = readFileSync(file)
  const clean = bytes.indexOf('clean1')
  bytes[clean + 5] = '0'.charCodeAt(0) // damage comes with crashes
  const leaf = Math.floor(bytes.indexOf('task 300fast') / pageSize) * pageSize
  bytes.fill(0xee, leaf, leaf + pageSize)
  writeFileSync(file, bytes)
  return { dataDir, file, bytes }
}

test('a damaged database asks what to do, and goes on with what could be read', async () => {
  const { dataDir, file, bytes } = damagedData()
  const { app, page, errors } = await launch({ dataDir })
  await expect(page.getByRole('heading', { name: 'The database is damaged' })).toBeVisible()
  await expect(page.getByText(/\d+ tasks, 200 results; about \d+ tasks lost/)).toBeVisible()
  expect(readFileSync(file).equals(bytes)).toBe(true)
  const opening = app.waitForEvent('window')
  await page.getByRole('button', { name: 'Use this' }).click()
  const dashboard = await opening
  await expect(dashboard.getByRole('tab', { name: /^Done\s*\d+/ })).toBeVisible()
  await expect.poll(() => app.windows().length).toBe(1)
  const [aside = ''] = readdirSync(dataDir).filter((name) => name.startsWith('damaged-'))
  expect(readFileSync(join(dataDir, aside, 'trilane.db')).equals(bytes)).toBe(true)
  expect(errors).toEqual([])
  await app.close()
})

test('a database of a newer version is shown, left alone, and opened once it can be', async () => {
  const dataDir = tempDir()
  const file = join(dataDir, 'trilane.db')
  filled(file, 30)
  const setVersion = (change: (version: number) => number) => {
    const db = connect(file, { timeoutMs: 0 })
    db.pragma('journal_mode = DELETE') // so that all of it is in the one file that is compared below
    db.pragma(`user_version = ${change(Number(db.pragma('user_version', { simple: true })))}`)
    db.close()
  }
  setVersion((version) => version + 100)
  const before = readFileSync(file)
  const { app, page } = await launch({ dataDir })
  await expect(page.getByRole('heading', { name: 'A newer Trilane wrote this database' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Restore' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('button', { name: 'Try again' })).toBeEnabled()
  expect(readFileSync(file).equals(before)).toBe(true)
  setVersion((version) => version - 100)
  const opening = app.waitForEvent('window')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect((await opening).getByRole('tab', { name: /^All\s*30/ })).toBeVisible()
  await app.close()
})
