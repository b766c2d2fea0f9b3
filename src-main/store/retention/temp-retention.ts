import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EpochMs } from '#shared/task'
import { tempBatch } from '../receipt/temp-batch'
import type { RunJob } from '../receipt/thread/jobs'
import { finish, runHere } from '../receipt/thread/run-job'
import { createRetention } from './retention'

/** For tests: a batch with its retention, under a clock that is moved by hand. */
export async function tempRetention({ runJob = runHere }: { runJob?: RunJob } = {}) {
  const temp = await tempBatch()
  const clock = { now: 0 as EpochMs, elapsed: 0 }
  const make = () => {
    const { db, changes, rawAnswers, write, hold } = temp.store
    return createRetention({
      ...{ db, changes, rawAnswers, dataDir: temp.dataDir, runJob },
      ...{ commit: { run: write, hold }, now: () => clock.now, elapsed: () => clock.elapsed },
    })
  }
  let retention = make()
  return {
    ...temp,
    get store() {
      return temp.store
    },
    get retention() {
      return retention
    },
    clock,
    reopen() {
      temp.reopen()
      retention = make()
    },
    /** Its path. */
    async exportReceipt(name = 'receipt.json'): Promise<string> {
      let text = ''
      const job = { name: 'receipt', file: temp.file, batchId: temp.batchId, exportedAt: 9 } as const
      await finish(runHere(job), (piece) => {
        text += piece
      })
      const path = join(temp.dataDir, name)
      writeFileSync(path, text)
      return path
    },
    verify: (receipt?: string) => finish(runHere({ name: 'verify', file: temp.file, batchId: temp.batchId, receipt })),
    /** The bytes of the database and its log, as another program would read them. */
    raw: () => ['', '-wal', '-shm'].map((part) => readFileSync(temp.file + part, 'latin1')).join('\n'),
  }
}
export type TempRetention = Awaited<ReturnType<typeof tempRetention>>
