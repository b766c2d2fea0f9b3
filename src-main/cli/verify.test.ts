import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TaskId } from '#shared/task'
import { type TempBatch, tempBatch } from '#store/receipt/temp-batch'
import { indexFile } from '#store/search/index-file'
import { openSearchIndex } from '#store/search/search-index'
import { purgeCommand } from './purge'
import { verifyCommand } from './verify'

let temp: TempBatch
let said: string[]
let printed: string[]
beforeEach(async () => {
  temp = await tempBatch()
  said = []
  printed = []
  await temp.succeed(await temp.enqueue(['one', 'two', 'three']))
})
afterEach(() => temp.remove())

const voice = { say: (line: string) => said.push(line), print: (line: string) => printed.push(line) }
const never = new AbortController().signal
const verify = (...words: string[]) => verifyCommand(['--data-dir', temp.dataDir, ...words], {}, voice, never)
const purge = (...words: string[]) => purgeCommand(['--data-dir', temp.dataDir, ...words], {}, voice, never)

it('ends with 0 when all is as it was, and changes nothing', async () => {
  temp.store.close()
  const before = readFileSync(temp.file)
  expect(await verify('--json')).toBe(0)
  expect(said).toEqual(['questions (1): 3 tasks, all as they were kept.'])
  expect(JSON.parse(printed.join())).toMatchObject({ ok: true, batches: [{ tasks: 3, found: 0 }] })
  expect(readFileSync(temp.file).equals(before)).toBe(true)
})

it('exports a receipt, and ends with 2 when something differs from it', async () => {
  temp.store.close()
  const receipt = join(temp.dataDir, 'receipt.json')
  expect(await verify('--batch', 'questions', '--export', receipt)).toBe(0)
  temp.reopen().db.exec(`UPDATE results SET text = 'another answer' WHERE task_id = 2`)
  temp.store.close()
  said = []
  expect(await verify('--receipt', receipt)).toBe(2)
  expect(said[0]).toMatch(/^questions \(1\): 3 tasks, 2 differences\. Compared with the receipt of 20/)
  expect(said.slice(1)).toContain('  task 2 (c-2): Its result is not the one of the receipt.')
  expect(await verify()).toBe(2) // it also no longer fits the hash that was stored with it
})

it('writes no receipt of an answer that was altered, and ends with 2 after naming it', async () => {
  temp.store.db.exec(`UPDATE results SET text = 'another answer' WHERE task_id = 2`)
  temp.store.close()
  const receipt = join(temp.dataDir, 'receipt.json')
  expect(await verify('--batch', 'questions', '--export', receipt, '--json')).toBe(2)
  expect(existsSync(receipt)).toBe(false)
  expect(said).toContain('  task 2 (c-2): Its result was altered.')
  expect(said.at(-1)).toMatch(/so no receipt was written/)
  expect(JSON.parse(printed.join())).toMatchObject({ ok: false })
})

it('says which batches there are when it does not know the one that is named', async () => {
  temp.store.close()
  await expect(verify('--batch', '7')).rejects.toMatchObject({
    ...{ name: 'UsageError', message: 'There is no batch 7. There are: 1 (questions).' },
  })
  await expect(verify('--what')).rejects.toMatchObject({ name: 'UsageError' })
})

it('does not make a data folder, and waits for no other process', async () => {
  const missing = join(temp.dataDir, 'none')
  await expect(verifyCommand(['--data-dir', missing], {}, voice, never)).rejects.toMatchObject({ code: 'not_found' })
  expect(existsSync(missing)).toBe(false)
  await expect(verify()).rejects.toMatchObject({ code: 'in_use' })
})

it('reads what a process that was killed left, with what is only in the log', async () => {
  const [id] = (await temp.enqueue(['four'])) as [TaskId]
  await temp.claim([id])
  const killed = mkdtempSync(join(tmpdir(), 'trilane-killed-'))
  try {
    for (const part of ['', '-wal']) copyFileSync(temp.file + part, join(killed, `trilane.db${part}`))
    const log = statSync(join(killed, 'trilane.db-wal')).size
    expect(await verifyCommand(['--data-dir', killed], {}, voice, never)).toBe(0)
    expect(said).toEqual(['questions (1): 4 tasks, all as they were kept.'])
    expect(statSync(join(killed, 'trilane.db-wal')).size).toBe(log)
  } finally {
    rmSync(killed, { recursive: true, force: true })
  }
})

it('purges what is old enough, and says how much it would be', async () => {
  temp.store.close()
  expect(await purge('--texts-older-than', '30', '--dry-run')).toBe(0)
  expect(said).toEqual(['0 tasks and the texts of 3 more would be removed.'])
  expect(await purge('--texts-older-than', '30', '--json')).toBe(0)
  expect(JSON.parse(printed.join())).toEqual({ tasks: 0, texts: 3, tidied: true, backups: 0, setAside: [] })
  expect(await verify()).toBe(0)
  expect(readFileSync(temp.file, 'latin1')).not.toMatch(/answer \d/)
})

/** The search index as the app leaves it, with every word that is in the store. */
function indexAll() {
  const index = openSearchIndex(temp.file, indexFile(temp.dataDir), false)
  while (index.follower.step(1_000)) {
    // until it holds everything
  }
  index.close()
}

/** The files of the data folder, backups apart, in which a text stands, as it was written or as the search index folds it. */
const filesWith = (text: RegExp) =>
  readdirSync(temp.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('backups'))
    .filter((entry) => text.test(readFileSync(join(entry.parentPath, entry.name), 'latin1')))
    .map(({ name }) => name)

it('leaves no byte of what it removed in any file of the folder, the search index among them', async () => {
  const ids = await temp.enqueue(['Xylophonist asked', 'the newest'])
  await temp.succeed(ids, 4, 'Zephyrwind answered')
  indexAll()
  temp.store.close()
  const removed = /xylophonist|zephyrwind/i
  expect(filesWith(removed)).toEqual(expect.arrayContaining(['search.db', 'trilane.db']))
  expect(await purge('--texts-older-than', '30')).toBe(0)
  expect(filesWith(removed)).toEqual([])
  expect(await verify()).toBe(0)
})

it('names the older copies of the data that still hold what it removed', async () => {
  temp.store.close()
  const name = 'damaged-2026-01-05T12-00-00-000Z'
  mkdirSync(join(temp.dataDir, name))
  copyFileSync(temp.file, join(temp.dataDir, name, 'trilane.db'))
  expect(await purge('--texts-older-than', '30', '--json')).toBe(0)
  expect(said.at(-1)).toMatch(
    /^damaged-2026-01-05T12-00-00-000Z \(1 MB\), which a restore or a repair set aside, still/,
  )
  expect(JSON.parse(printed.join())).toMatchObject({ texts: 3, setAside: [name] })
})

it('leaves the search index alone when there was nothing to remove', async () => {
  indexAll()
  temp.store.db.exec('UPDATE tasks SET settled_at = 9e12')
  temp.store.close()
  expect(await purge('--texts-older-than', '30')).toBe(0)
  expect(existsSync(indexFile(temp.dataDir))).toBe(true)
})

it('does not purge without being told how much to keep', async () => {
  temp.store.close()
  await expect(purge()).rejects.toMatchObject({ name: 'UsageError' })
  await expect(purge('--texts-older-than', '0')).rejects.toMatchObject({ name: 'UsageError' })
})
