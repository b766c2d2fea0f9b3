import { parentPort, workerData } from 'node:worker_threads'
import { crashPoint } from '../crash-point'
import { connect, type Database } from '../database'

// The thread that moves pages from the -wal into the database. Its connection must be closed before the writer's, so that the writer's own
// close is the last one and leaves a single file behind.

/** `connected`: one 32-bit number, 1 from the writer's first request until this thread has let go of the file. */
export type CheckpointData = { readonly file: string; readonly connected: SharedArrayBuffer }
export type CheckpointRequest = 'all' | 'rest' | 'close'

/** While work goes on, each round takes what was written during the one before. Of the rest, while the writer waits, there is but one. */
const rounds = { all: 3, rest: 1 }
const fewPages = 100

const { file, connected } = workerData as CheckpointData
const flag = new Int32Array(connected)
let db: Database | null = null

function open(): Database {
  const opened = connect(file, { timeoutMs: 0 })
  for (const pragma of ['synchronous = FULL', 'fullfsync = 1', 'checkpoint_fullfsync = 1', 'wal_autocheckpoint = 0'])
    opened.pragma(pragma)
  return opened
}

function checkpoint(most: number) {
  db ??= open()
  for (let round = 0; round < most; round++) {
    const [wal] = db.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[]
    crashPoint('checkpoint_made')
    if (!wal || wal.log - wal.checkpointed < fewPages) return
  }
}

function close() {
  try {
    db?.close()
  } finally {
    db = null
    Atomics.store(flag, 0, 0)
    Atomics.notify(flag, 0)
  }
}

parentPort?.on('message', (what: CheckpointRequest) => {
  if (what === 'close') return close()
  try {
    checkpoint(rounds[what])
  } catch {
    // A disk that is full or gone shows itself to the writer, who says so.
  }
  parentPort?.postMessage(null)
})
