import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { CommandError } from '#shared/result'
import type { Answer } from './answer'
import type { Job, JobName, Jobs, RunJob, Running } from './jobs'
import createWorker from './worker?nodeWorker'

/** Jobs in a thread each: for the app, whose main thread has work to do. */
export const runInThread: RunJob = async function* threaded<N extends JobName>(
  job: Job<N>,
  signal?: AbortSignal,
): Running<N> {
  signal?.throwIfAborted()
  const worker = createWorker({ workerData: job })
  const ended = once(worker, 'exit')
  try {
    for (;;) {
      worker.postMessage('next')
      const answer = await nextAnswer(worker, signal)
      if (answer.kind === 'refused') throw new CommandError(answer.code, answer.message)
      if (answer.kind === 'failed') throw new Error(answer.message)
      if (answer.kind === 'done') return answer.value as Jobs[N]['result']
      yield answer.value as Jobs[N]['step']
    }
  } finally {
    worker.postMessage('stop')
    await ended
  }
}

async function nextAnswer(worker: Worker, signal?: AbortSignal): Promise<Answer> {
  const over = new AbortController()
  const stops = AbortSignal.any([over.signal, ...(signal ? [signal] : [])])
  try {
    const died = once(worker, 'exit', { signal: over.signal }).then(() => {
      throw new Error('the thread ended before its job')
    })
    const [answer] = await Promise.race([once(worker, 'message', { signal: stops }), died])
    return answer as Answer
  } catch (error) {
    throw signal?.aborted ? signal.reason : error
  } finally {
    over.abort()
  }
}
