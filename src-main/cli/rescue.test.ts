import { readFileSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '#store/open'
import { filled, tempDir } from '#store/safety/fixture'
import { StorageError } from '#store/safety/storage-error'
import { backupCommand } from './backup'
import { choicesFor, restoreCommand, salvageCommand } from './rescue'

function setup() {
  const { dir, file, remove } = tempDir()
  onTestFinished(remove)
  filled(file, 300)
  const said: string[] = []
  const printed: string[] = []
  const voice = { say: (line: string) => said.push(line), print: (line: string) => printed.push(line) }
  const at = ['--data-dir', dir]
  return {
    ...{ dir, file, said, printed },
    backup: (...words: string[]) => backupCommand([...at, ...words], {}, voice),
    restore: (...words: string[]) => restoreCommand([...at, ...words], {}, voice),
    salvage: (...words: string[]) => salvageCommand([...at, ...words], {}, voice),
  }
}

test('a backup is made, listed, restored and deleted', async () => {
  const { backup, restore, said, printed } = setup()
  expect(await backup()).toBe(0)
  expect(await backup('--list', '--json')).toBe(0)
  const [only] = JSON.parse(printed.pop() ?? '').backups
  expect(only).toMatchObject({ reason: 'manual' })
  expect(await restore()).toBe(0)
  expect(said.join('\n')).toMatch(/Restored .*: 300 tasks, 100 results\.\nWhat was there before is in .*before-restore/)
  expect(await backup('--delete', only.name)).toBe(0)
  await expect(restore()).rejects.toThrow(/no backup/)
})

test('damaged data is told with the commands that help, and they do', async () => {
  const { dir, file, backup, salvage, said } = setup()
  await backup()
  const db = openDatabase(file)
  db.close() // not cleanly, so the next start reads all of it
  const bytes = readFileSync(file)
  const leaf = Math.floor(bytes.indexOf('task 150fast') / 4_096) * 4_096 // of the table of tasks
  bytes.fill(0xee, leaf, leaf + 4_096)
  writeFileSync(file, bytes)
  let refused: unknown
  try {
    openDatabase(file)
  } catch (error) {
    refused = error
  }
  if (!(refused instanceof StorageError)) throw new Error('it was opened')
  const choices = choicesFor(refused, dir, false).join('\n')
  expect(choices).toMatch(/salvage --dry-run --data-dir/)
  expect(choices).toMatch(/restore --backup \S+-manual\.db --data-dir/)
  expect(await salvage('--dry-run')).toBe(2)
  expect(said).toContainEqual(expect.stringMatching(/^Can be read: \d+ tasks/))
  expect(said).toContainEqual(expect.stringMatching(/holds 300 tasks, 100 results\.$/))
  expect(readFileSync(file).equals(bytes)).toBe(true)
  expect(await salvage()).toBe(2)
  expect(said.join('\n')).toMatch(/The damaged data is kept in .*damaged-/)
  openDatabase(file).close()
})
