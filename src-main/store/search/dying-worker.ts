import { existsSync, writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { ToWorker, WorkerStart } from '#store/search/messages'

// For tests: the search's thread, which dies of the first search for "die once".
const { indexFile } = workerData as WorkerStart
parentPort?.on('message', (message: ToWorker) => {
  if (message.kind !== 'find' || message.page.query.filter.text !== 'die once' || existsSync(`${indexFile}.died`))
    return
  writeFileSync(`${indexFile}.died`, '')
  throw new Error('as asked')
})
await import('#store/search/worker')
