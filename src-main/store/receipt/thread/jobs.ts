import type { ReceiptCounts, RowProgress, Verification } from '#shared/receipt'
import type { PurgePlan } from '#shared/retention'
import type { BatchId, EpochMs } from '#shared/task'
import { connect, type Database } from '../../database'
import { type PlanMoments, purgePlan } from '../../retention/plan'
import { tidyFile } from '../../retention/tidy-file'
import { type CountRow, countDrift } from '../counts'
import { verify } from '../verify'
import { receiptText } from '../write-receipt'

/** Work that reads a whole store or rewrites its file: too long for the main thread. Each has steps, which tell how far it is, and a result. */
export type Jobs = {
  /** Steps are the receipt's text, in order. */
  receipt: { job: { batchId: BatchId; exportedAt: EpochMs }; step: string; result: ReceiptCounts }
  verify: { job: { batchId: BatchId; receipt?: string | undefined }; step: RowProgress; result: Verification }
  drift: { job: object; step: RowProgress; result: CountRow[] }
  plan: { job: PlanMoments; step: RowProgress; result: PurgePlan }
  /** Nobody may write meanwhile. */
  tidy: { job: object; step: never; result: { freedBytes: number } }
}
export type JobName = keyof Jobs
export type Job<N extends JobName> = { readonly name: N; readonly file: string } & Readonly<Jobs[N]['job']>
export type AnyJob = { [N in JobName]: Job<N> }[JobName]
export type Running<N extends JobName> = AsyncGenerator<Jobs[N]['step'], Jobs[N]['result'], void>
/** Runs a job somewhere: in a thread of its own, or here. Aborting ends it with the signal's reason, and nothing is left open. */
export type RunJob = <N extends JobName>(job: Job<N>, signal?: AbortSignal) => Running<N>

/** A job as steps on the thread that asks for them. */
export function* jobSteps(job: AnyJob): Generator<unknown, unknown, void> {
  if (job.name === 'tidy') return tidyFile(job.file)
  const db = connect(job.file, { timeoutMs: 1_000, readonly: true })
  try {
    db.exec('BEGIN') // one moment, however long it is read: in WAL mode writers are not held up by it
    return yield* reading(db, job)
  } finally {
    db.close()
  }
}

function reading(db: Database, job: Exclude<AnyJob, { name: 'tidy' }>): Generator<unknown, unknown, void> {
  switch (job.name) {
    case 'receipt':
      return receiptText(db, job.batchId, job.exportedAt)
    case 'verify':
      return verify(db, job.batchId, job.receipt)
    case 'drift':
      return countDrift(db)
    case 'plan':
      return purgePlan(db, job)
  }
}
