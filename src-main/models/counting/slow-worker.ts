import { parentPort } from 'node:worker_threads'
import type { FromWorker, ToWorker } from '#models/counting/messages'

// For tests: a thread that answers a text of "slow" only once it is asked "finish", and everything else at once; it says that it works.
const say = (said: FromWorker) => parentPort?.postMessage(said)
const waiting: number[] = []
parentPort?.on('message', (message: ToWorker) => {
  if (message.kind !== 'count') return
  say({ kind: 'alive' })
  waiting.push(message.id)
  if (message.texts.includes('slow')) return
  const all = message.texts.includes('finish') ? waiting.splice(0) : waiting.splice(-1)
  for (const id of all) say({ kind: 'counted', id, tokens: 7, cuts: 0 })
})
