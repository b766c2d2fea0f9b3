import { parentPort, workerData } from 'node:worker_threads'
import { CommandError } from '#shared/result'
import type { Answer } from './answer'
import { type AnyJob, jobSteps } from './jobs'

/** The thread that reads whole stores. It makes a step whenever it is asked for one, and ends with its job. */
function serve(port: NonNullable<typeof parentPort>) {
  const steps = jobSteps(workerData as AnyJob)
  const answer = (): Answer => {
    try {
      const { done, value } = steps.next()
      return done ? { kind: 'done', value } : { kind: 'step', value }
    } catch (error) {
      if (error instanceof CommandError) return { kind: 'refused', code: error.code, message: error.message }
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
    }
  }
  port.on('message', (asked: 'next' | 'stop') => {
    if (asked === 'stop') {
      steps.return(undefined)
      return port.close()
    }
    const given = answer()
    port.postMessage(given)
    if (given.kind !== 'step') port.close()
  })
}

if (parentPort) serve(parentPort)
