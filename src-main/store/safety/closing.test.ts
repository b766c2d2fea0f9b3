import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { connect } from '../database'
import { lockDataDir } from '../lock'
import { closeDatabase, openDatabase } from '../open'
import { openStore } from '../store'
import { aBatch, aTask } from '../temp-store'
import { damageTree, filled, tempDir } from './fixture'
import { canMount, fillDisk, smallDisk } from './small-disk'
import { StorageError } from './storage-error'

function setup() {
  const temp = tempDir()
  onTestFinished(temp.remove)
  return temp
}

const bytesOf = (dir: string) =>
  ['trilane.db', 'trilane.db-wal'].map((name) => (existsSync(join(dir, name)) ? readFileSync(join(dir, name)) : null))

const corrupt = () => Object.assign(new Error('database disk image is malformed'), { code: 'SQLITE_CORRUPT' })

function refusal(open: () => unknown): StorageError {
  try {
    open()
  } catch (error) {
    if (error instanceof StorageError) return error
    throw error
  }
  throw new Error('it was opened')
}

test('damage that a write meets ends all writing, closing leaves every byte, and the next start says so', async () => {
  const { dir, file } = setup()
  filled(file, 30)
  damageTree(file, 'strikes')
  const store = openStore(dir)
  await store.beginBoot('boot', 'machine', 1)
  await expect(store.strike(1 as TaskId, 5)).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' })
  await expect(store.ping()).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' })
  const before = bytesOf(dir)
  store.close()
  expect(bytesOf(dir)).toEqual(before)
  expect(refusal(() => openStore(dir))).toMatchObject({ kind: 'damaged', file })
  expect(bytesOf(dir)).toEqual(before) // the acknowledged rows of the -wal are where they were
  lockDataDir(dir)()
})

test('a sign of damage that a quick look misses makes the next start read everything, once', () => {
  const { dir, file } = setup()
  filled(file, 30)
  const db = openDatabase(file)
  db.pragma('foreign_keys = OFF')
  db.exec('DELETE FROM gates')
  closeDatabase(db)
  const store = openStore(dir) // a clean end is believed
  store.doubt()
  store.close()
  expect(refusal(() => openStore(dir))).toMatchObject({ kind: 'damaged' })
  const mended = connect(file, { timeoutMs: 0 })
  mended.exec("INSERT INTO gates (id, provider_id, model) VALUES (1, 'practice', 'practice-mini')")
  mended.close()
  openStore(dir).close()
  expect(readdirSync(dir).filter((name) => name.startsWith('check'))).toEqual([])
})

test.each(['task_counts', 'batches', 'tasks_due', 'gates', 'lanes'])(
  'damage in %s that only the start meets is named as damage, and lets go of the folder',
  (name) => {
    const { dir, file } = setup()
    filled(file, 30)
    damageTree(file, name)
    expect(refusal(() => openStore(dir))).toMatchObject({ kind: 'damaged', file })
    lockDataDir(dir)()
    expect(refusal(() => openStore(dir))).toMatchObject({ kind: 'damaged', file })
  },
)

test('what follows a commit may fail: the write is acknowledged, the others are told, and the failure reaches whoever watches', async () => {
  const { dir } = setup()
  const store = openStore(dir)
  onTestFinished(() => store.close())
  const seen: unknown[] = []
  store.onFailure((error) => seen.push(error))
  store.onNews(() => {
    throw corrupt()
  })
  store.onNews(() => seen.push('news'))
  await store.newBatch(aBatch())
  expect(seen).toEqual([corrupt(), 'news'])
})

test('where the disk fails one write of a group, none of the group is written', async () => {
  const { dir } = setup()
  const store = openStore(dir)
  onTestFinished(() => store.close())
  store.db.pragma(`max_page_count = ${Number(store.db.pragma('page_count', { simple: true }))}`)
  // Of a statement with several rows SQLite takes back these rows alone, and leaves the transaction open.
  const many = store.db.prepare(
    "INSERT INTO meta (key, value) SELECT value, hex(zeroblob(3000)) FROM json_each('[1,2,3,4,5,6,7,8,9]')",
  )
  const small = store.write(() => store.meta.set('small', 'yes'))
  const settled = await Promise.allSettled([small, store.write(() => many.run())])
  expect(settled).toMatchObject([{ reason: { code: 'SQLITE_FULL' } }, { reason: { code: 'SQLITE_FULL' } }])
  store.db.pragma('max_page_count = 1073741823')
  expect([store.meta.get('small'), store.db.inTransaction]).toEqual([undefined, false])
})

test.runIf(canMount)(
  'a store that cannot be marked on a full disk is closed all the same, and loses nothing',
  async () => {
    const { dir, unmount } = smallDisk('8m')
    onTestFinished(unmount)
    const store = openStore(dir)
    store.providers.ensurePractice(0)
    await store.beginBoot('boot', 'machine', 1)
    const [id] = await store.enqueue(await store.newBatch(aBatch()), [aTask()], 5)
    const giveBack = fillDisk(dir)
    store.close()
    lockDataDir(dir)()
    giveBack()
    const again = openStore(dir)
    expect(id && again.task(id)?.state.kind).toBe('queued')
    again.close()
  },
)
