import { type AnyJob, type Job, type JobName, type Jobs, jobSteps, type RunJob, type Running } from './jobs'

/** Jobs on the thread that calls: for the command line, which has nothing else to do. */
export const runHere: RunJob = async function* here<N extends JobName>(job: Job<N>, signal?: AbortSignal): Running<N> {
  const steps = jobSteps(job as AnyJob)
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { done, value } = steps.next()
      if (done) return value as Jobs[N]['result']
      yield value as Jobs[N]['step']
      await new Promise((resolve) => setImmediate(resolve)) // so that Ctrl-C is heard
    }
  } finally {
    steps.return(undefined)
  }
}

/** Runs a job to its end. @param tell gets each step */
export async function finish<S, R>(running: AsyncGenerator<S, R, void>, tell?: (step: S) => void): Promise<R> {
  for (;;) {
    const { done, value } = await running.next()
    if (done) return value
    tell?.(value)
  }
}
