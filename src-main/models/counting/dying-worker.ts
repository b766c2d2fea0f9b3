import { parentPort } from 'node:worker_threads'
import type { ToWorker } from '#models/counting/messages'

// For tests: a thread that dies of the first thing that it is asked, or never answers a text of "never".
parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'count' && !message.texts.includes('never')) throw new Error('as asked')
})
