import { parentPort, workerData } from 'node:worker_threads'
import { crashPoint } from '../crash-point'
import { connect } from '../database'

// The thread that moves pages from the -wal into the database. Its connection lives for one checkpoint, so that the writer's own close is
// the last one and leaves a single file behind.

/** Each round takes what was written during the one before. */
const rounds = 3
const fewPages = 100

function checkpoint(file: string) {
  const db = connect(file, { timeoutMs: 0 })
  try {
    for (const pragma of ['synchronous = FULL', 'fullfsync = 1', 'checkpoint_fullfsync = 1', 'wal_autocheckpoint = 0'])
      db.pragma(pragma)
    for (let round = 0; round < rounds; round++) {
      const [wal] = db.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[]
      crashPoint('checkpoint_made')
      if (!wal || wal.log - wal.checkpointed < fewPages) return
    }
  } finally {
    db.close()
  }
}

parentPort?.on('message', () => {
  try {
    checkpoint(String(workerData))
  } catch {
    // A disk that is full or gone shows itself to the writer, who says so.
  }
  parentPort?.postMessage(null)
})
