import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { closeDatabase, openDatabase } from '#store/open'
import { createSearch } from '#store/search/client'
import { searchThread } from '#store/search/thread'
import { openStore } from '#store/store'
import { newTasks } from '../engine/subject'
import { corpusOf, fill } from '../search/corpus'

/** A closed data folder with so many tasks as they are after a long day, searchable, and paused: nothing of it moves by itself. */
export async function storedFolder(dataDir: string, tasks: number): Promise<string> {
  mkdirSync(dataDir, { recursive: true })
  const db = openDatabase(join(dataDir, 'trilane.db'))
  db.pragma('cache_size = -524288')
  fill(db, tasks, corpusOf(7))
  db.exec(`DELETE FROM meta WHERE key = 'suspects'`) // which would run first, one by one
  closeDatabase(db)
  await index(dataDir)
  const store = openStore(dataDir)
  await store.savePaused('by_person')
  store.close()
  return dataDir
}

/** Where the load's calls go, and how many at once. */
export type Busy = { readonly baseUrl: string; readonly slots: number; readonly fresh: number }

/** The same with fresh work in line behind it that goes at once, to a provider elsewhere. */
export async function busyFolder(stored: string, dataDir: string, { baseUrl, slots, fresh }: Busy): Promise<string> {
  cpSync(stored, dataDir, { recursive: true })
  const store = openStore(dataDir)
  store.providers.ensurePractice(Date.now())
  const providerId = 'elsewhere'
  store.providers.save(
    {
      ...{ id: providerId, protocol: 'openai-chat', preset: 'custom', name: 'Elsewhere' },
      ...{ baseUrl, defaultModel: 'practice-mini' },
    },
    Date.now(),
  )
  const fast = store.loadLanes().fast
  await store.saveLane('fast', { ...fast, policy: { ...fast.policy, concurrency: slots } })
  // What the folder has in line stays there: only the new batch goes.
  for (const { id } of store.batches.newest(1_000)) await store.write(() => store.batches.change(id, { paused: true }))
  const batchId = await store.newBatch({
    ...{ name: 'Now', kind: 'import', state: 'open', fingerprint: null, createdAt: Date.now() },
  })
  for (let from = 0; from < fresh; from += 500) {
    const tasks = newTasks(500, from).map((task) => ({ ...task, providerId }))
    await store.enqueue(batchId, tasks, Date.now())
  }
  await store.savePaused('no')
  store.close()
  await index(dataDir)
  return dataDir
}

async function index(dataDir: string): Promise<void> {
  const search = createSearch({ dataDir, thread: searchThread })
  const complete = new Promise<void>((done) => search.onStatus((status) => status.complete && done()))
  search.start()
  await complete
  await search.close()
}
