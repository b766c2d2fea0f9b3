import { createRequire } from 'node:module'
import { peerConcurrency, post, type Run } from '../race'

// As much of its interface as is used here: its own types are there only where it is installed.
type Connection = { host: string; port: number; maxRetriesPerRequest: null }
type Job = { data: { prompt: string } }
type JobOptions = { attempts: number; backoff: { type: 'exponential'; delay: number } }
type Queue = {
  addBulk: (jobs: { name: string; data: Job['data']; opts: JobOptions }[]) => Promise<unknown>
  waitUntilReady: () => Promise<unknown>
  getJobCounts: (...states: string[]) => Promise<Record<string, number>>
  rateLimit: (ms: number) => Promise<void>
  close: () => Promise<void>
}
type Worker = {
  run: () => Promise<void>
  waitUntilReady: () => Promise<unknown>
  on: (event: 'completed' | 'failed' | 'error', listener: (...args: unknown[]) => void) => void
  close: () => Promise<void>
}
type WorkerOptions = {
  connection: Connection
  concurrency: number
  autorun: boolean
  limiter: { max: number; duration: number }
}
type BullMq = {
  Queue: new (name: string, options: { connection: Connection }) => Queue
  Worker: {
    new (name: string, work: (job: Job) => Promise<unknown>, options: WorkerOptions): Worker
    RateLimitError: () => Error
  }
}

const attempts = 3
/** How long to wait where a 429 names no time. */
const unhintedMs = 1_000

/** BullMQ, told the provider's rate; a 429 stops the queue for the time that it names and spends no attempt. */
export const bullmq: Run = async ({ baseUrl, prompts, ratePerSecond, bullmq: where }) => {
  if (!where) throw new Error('there is no Redis')
  const { Queue, Worker } = createRequire(`${where.modules}/`)('bullmq') as BullMq
  const connection: Connection = { host: '127.0.0.1', port: where.port, maxRetriesPerRequest: null }
  const queue = new Queue('goodput', { connection })
  await queue.waitUntilReady()
  const opts: JobOptions = { attempts, backoff: { type: 'exponential', delay: 1_000 } }
  await queue.addBulk(prompts.map((prompt) => ({ name: 'prompt', data: { prompt }, opts })))
  const limiter = { max: ratePerSecond, duration: 1_000 }
  const call = async ({ data }: Job) => {
    const response = await post(baseUrl, data.prompt)
    if (response.status === 429) {
      await queue.rateLimit(waitMs(response.headers))
      throw Worker.RateLimitError()
    }
    if (!response.ok) throw new Error(`status ${response.status}`)
  }
  const worker = new Worker('goodput', call, { connection, concurrency: peerConcurrency, autorun: false, limiter })
  worker.on('error', (error) => console.error(error))
  await worker.waitUntilReady()
  const over = allEnded(worker, queue, prompts.length)
  void worker.run()
  await over
  const { completed = 0 } = await queue.getJobCounts('completed')
  await worker.close()
  await queue.close()
  const note = `${peerConcurrency} at once, limiter of ${limiter.max} a second, ${attempts} attempts, exponential backoff from 1 s`
  return { succeeded: completed, note }
}

/** Resolves once every job is completed or failed for good. */
function allEnded(worker: Worker, queue: Queue, count: number): Promise<void> {
  return new Promise((done, fail) => {
    const look = () => {
      queue.getJobCounts('completed', 'failed').then(({ completed = 0, failed = 0 }) => {
        if (completed + failed >= count) done()
      }, fail)
    }
    worker.on('completed', look)
    worker.on('failed', look)
  })
}

function waitMs(headers: Headers): number {
  const ms = Number(headers.get('retry-after-ms') ?? Number(headers.get('retry-after') ?? Number.NaN) * 1_000)
  return Number.isFinite(ms) && ms > 0 ? ms : unhintedMs
}
