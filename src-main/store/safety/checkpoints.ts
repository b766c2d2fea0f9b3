import type { Worker } from 'node:worker_threads'
import type { Database } from '../database'
import type { CheckpointData, CheckpointRequest } from './checkpoint-worker'
import createWorker from './checkpoint-worker?nodeWorker'

type Wal = { readonly busy: number; readonly log: number; readonly checkpointed: number }

/** Pages in the -wal that are not in the file yet, from which on they are moved there. */
const dueAtPages = 1_000
/** So many at most are moved while the writer waits: some milliseconds and two syncs. Once the -wal is long, more of them. */
const fewPages = 1_000
const longPages = 8_000
const manyPages = 3_000
/** The -wal is looked at after so many commits; a look takes 6 µs. */
const commitsPerLook = 4
/** 256 MB: SQLite moves them on this thread after all, should the other one have died without a word. */
const lastResortPages = 64_000
/** How long closing waits for the thread to let go of the file: a checkpoint takes some milliseconds. */
const longestWaitMs = 2_000
/** Without the other thread, small steps are the shortest halts. */
const alonePages = 250

/**
 * Keeps the -wal short without holding up the thread that writes. Measured on 2 cores while 100,000 rows of 1 KiB were written in groups of
 * 250: SQLite's own checkpoints stall the writer for up to 14 ms every 250 pages, 17 (once 45) every 500, 29 (once 62) every 1,000 and 33
 * every 4,000. A thread that checkpoints alone never catches up with a busy writer: the -wal grew to all 516 MB. So it moves nearly all of
 * it, and then the few pages that came meanwhile while nothing is written, after which the -wal begins anew: 10 to 15 MB. All else goes on.
 * A checkpoint that cannot be made costs nothing: what was committed stays in the -wal, and a later one moves it.
 * @param onError is told what SQLite threw instead
 * @param hold keeps writes waiting until the function that it returns is called; without it this thread moves the rest itself (6 ms, 14 at worst)
 */
export function createCheckpoints(
  db: Database,
  onError: (error: unknown) => void = () => {},
  hold: (() => () => void) | null = null,
) {
  const look = db.prepare<[], Wal>('PRAGMA wal_checkpoint(NOOP)')
  const finish = db.prepare<[], Wal>('PRAGMA wal_checkpoint(PASSIVE)')
  let worker: Worker | null = null
  let commits = 0
  let busy = false
  let alone = false
  let goOn: (() => void) | null = null
  const connected = new Int32Array(new SharedArrayBuffer(4))
  db.pragma(`wal_autocheckpoint = ${lastResortPages}`)

  function quietly(step: () => void) {
    try {
      step()
    } catch (error) {
      onError(error)
    }
  }

  function goOnAlone() {
    alone = true
    worker = null
    Atomics.store(connected, 0, 0)
    quietly(() => {
      if (db.open) db.pragma(`wal_autocheckpoint = ${alonePages}`)
    })
  }

  function moveTheRest(thread: Worker) {
    if (!db.open || db.inTransaction) return
    const wal = look.get()
    const left = wal ? wal.log - wal.checkpointed : 0
    if (!wal || left === 0 || left > (wal.log < longPages ? fewPages : manyPages)) return
    if (hold === null) return void finish.get()
    goOn = hold()
    ask(thread, 'rest')
  }

  function ask(thread: Worker, what: 'all' | 'rest') {
    busy = true
    Atomics.store(connected, 0, 1)
    thread.postMessage(what satisfies CheckpointRequest)
  }

  function letGo() {
    goOn?.()
    goOn = null
  }

  function askThread() {
    const wal = look.get()
    if (!wal || wal.log - wal.checkpointed < dueAtPages) return
    worker ??= start()
    ask(worker, 'all')
  }

  function start(): Worker {
    const started = createWorker({
      workerData: { file: db.name, connected: connected.buffer } satisfies CheckpointData,
    })
    started.unref()
    started.on('message', () => {
      busy = false
      if (goOn) return letGo()
      quietly(() => moveTheRest(started))
    })
    started.on('error', goOnAlone)
    started.on('exit', letGo)
    return started
  }

  return {
    /** To be called after every commit. */
    afterCommit() {
      commits++
      if (alone || busy || commits % commitsPerLook !== 0) return
      quietly(askThread)
    },
    /** Ends the thread, once it has let go of the file. */
    stop() {
      alone = true
      worker?.postMessage('close' satisfies CheckpointRequest)
      Atomics.wait(connected, 0, 1, longestWaitMs) // the writer's connection must be the last one to close, or the -wal stays
      void worker?.terminate()
      worker = null
      letGo()
    },
  }
}
export type Checkpoints = ReturnType<typeof createCheckpoints>
