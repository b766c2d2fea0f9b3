import type { CopyResult } from './copy'
import type { SalvageJob, SalvageReport } from './salvage'
import type { Contents } from './verify'
import createWorker from './worker?nodeWorker'

export type Job =
  | { readonly kind: 'copy'; readonly source: string; readonly target: string; readonly unlessSameAs: string | null }
  | { readonly kind: 'verify'; readonly file: string }
  | { readonly kind: 'check'; readonly file: string }
  | ({ readonly kind: 'salvage' } & SalvageJob)

export type Verdict =
  | { readonly sound: true; readonly contents: Contents }
  | { readonly sound: false; readonly why: string }

type Results = { copy: CopyResult; verify: Verdict; check: string; salvage: SalvageReport }
export type JobResult<K extends Job['kind'] = Job['kind']> = Results[K]

/** What a thread answers: errors lose their class on the way, so their code goes with them. */
export type Answer =
  | { readonly ok: true; readonly result: JobResult }
  | { readonly ok: false; readonly error: ThreadError }
type ThreadError = { readonly message: string; readonly code: string | undefined; readonly unsound: boolean }

/** A file was read to its end in a thread, and this is what went wrong there. `code` is SQLite's or the system's. */
export class JobError extends Error {
  override readonly name = 'JobError'
  readonly code: string | undefined
  readonly unsound: boolean
  constructor({ message, code, unsound }: ThreadError) {
    super(message)
    this.code = code
    this.unsound = unsound
  }
}

type Limits = {
  /** Given up after this time; what the job has begun to write stays behind then. */
  readonly limitMs?: number
  /** Ends the thread; the promise rejects once it is gone. */
  readonly signal?: AbortSignal
}

/** Does a job in a thread of its own, so that reading or copying a whole file holds nothing up. Rejects with JobError. */
export function runJob<J extends Job>(job: J, { limitMs, signal }: Limits = {}): Promise<JobResult<J['kind']>> {
  const worker = createWorker({ workerData: job })
  const failed = (message: string, code?: string) => new JobError({ message, code, unsound: false })
  return new Promise<JobResult<J['kind']>>((resolve, reject) => {
    const timer = limitMs === undefined ? null : setTimeout(() => reject(failed('took too long', 'ETIMEDOUT')), limitMs)
    const stop = () => void worker.terminate().then(() => reject(failed('stopped', 'ABORT_ERR')))
    const settled = () => {
      if (timer) clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
    worker.once('message', (answer: Answer) => {
      settled()
      // The thread answers the kind of job that it was given.
      if (answer.ok) resolve(answer.result as JobResult<J['kind']>)
      else reject(new JobError(answer.error))
    })
    worker.once('error', (error) => {
      settled()
      reject(error)
    })
    worker.once('exit', () => {
      settled()
      reject(signal?.aborted ? failed('stopped', 'ABORT_ERR') : failed('the thread ended early'))
    })
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) stop()
  }).finally(() => void worker.terminate())
}
