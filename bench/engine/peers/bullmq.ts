import { createRequire } from 'node:module'
import { percentile } from '../result'
import type { Contender } from './peers'

// As much of its interface as is used here: its own types are there only where it is installed.
type Connection = { host: string; port: number; maxRetriesPerRequest: null }
type Queue = {
  add: (name: string, data: unknown) => Promise<unknown>
  addBulk: (jobs: { name: string; data: unknown }[]) => Promise<unknown>
  obliterate: (options: { force: boolean }) => Promise<void>
  waitUntilReady: () => Promise<unknown>
  close: () => Promise<void>
}
type Worker = {
  run: () => Promise<void>
  waitUntilReady: () => Promise<unknown>
  on: (event: 'completed' | 'error', listener: (...args: unknown[]) => void) => void
  close: (force?: boolean) => Promise<void>
}
type BullMq = {
  Queue: new (name: string, options: { connection: Connection }) => Queue
  Worker: new (
    name: string,
    work: () => Promise<unknown>,
    options: { connection: Connection; concurrency: number; autorun: boolean },
  ) => Worker
}
type Where = { modules: string; everysecPort: number; alwaysPort: number }

const type = 'prompt'
const answer = { text: 'Done.', tokensIn: 200, tokensOut: 2 }

/** BullMQ on a Redis that syncs its log once a second, as is usual, and on one that syncs it before each answer. */
export function contenders({ modules, everysecPort, alwaysPort }: Where): Contender[] {
  const less = 'keeps the answer of the last attempt and no record of those before it'
  return [
    contender(modules, 'bullmq', `appendfsync everysec: a power cut takes the last second; ${less}`, everysecPort),
    contender(modules, 'bullmqAlways', `appendfsync always; ${less}`, alwaysPort),
  ]
}

function contender(modules: string, name: string, note: string, port: number): Contender {
  const connection: Connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null }
  const load = () => createRequire(`${modules}/`)('bullmq') as BullMq
  const jobs = (prompts: readonly string[]) => prompts.map((prompt) => ({ name: type, data: { prompt } }))

  async function withQueue(work: (queue: Queue, bullmq: BullMq) => Promise<number>): Promise<number> {
    const bullmq = load()
    const queue = new bullmq.Queue('bench', { connection })
    await queue.waitUntilReady()
    try {
      return await work(queue, bullmq)
    } finally {
      await queue.obliterate({ force: true })
      await queue.close()
    }
  }
  async function add(queue: Queue, prompts: readonly string[]) {
    for (let from = 0; from < prompts.length; from += 1_000)
      await queue.addBulk(jobs(prompts.slice(from, from + 1_000)))
  }
  async function readyWorker({ Worker }: BullMq, concurrency: number, call: () => Promise<unknown>) {
    const worker = new Worker('bench', call, { connection, concurrency, autorun: false })
    worker.on('error', (error) => console.error(error))
    await worker.waitUntilReady()
    return worker
  }
  function work(prompts: readonly string[], concurrency: number, call: () => Promise<unknown>): Promise<number> {
    return withQueue(async (queue, bullmq) => {
      await add(queue, prompts)
      const worker = await readyWorker(bullmq, concurrency, call)
      let left = prompts.length
      const start = performance.now()
      const over = new Promise<number>((done) => {
        worker.on('completed', () => {
          if (--left === 0) done(performance.now() - start)
        })
      })
      void worker.run()
      const took = await over
      await worker.close()
      return took
    })
  }

  return {
    name,
    note,
    enqueue: (prompts) =>
      withQueue(async (queue) => {
        const start = performance.now()
        await add(queue, prompts)
        return prompts.length / ((performance.now() - start) / 1_000)
      }),
    drain: async (prompts, concurrency) =>
      prompts.length / ((await work(prompts, concurrency, async () => answer)) / 1_000),
    calls: (prompts, concurrency, callMs) =>
      work(prompts, concurrency, () => new Promise((done) => setTimeout(done, callMs, answer))),
    latency: (prompts) =>
      withQueue(async (queue, bullmq) => {
        let called = () => {}
        const worker = await readyWorker(bullmq, 5, async () => {
          called()
          return answer
        })
        void worker.run()
        const taken: number[] = []
        for (const prompt of prompts) {
          await new Promise((done) => setTimeout(done, 8)) // it waits at the empty queue again
          const start = performance.now()
          const at = new Promise<void>((done) => {
            called = done
          })
          await queue.add(type, { prompt })
          await at
          taken.push(performance.now() - start)
        }
        await worker.close()
        return percentile(taken, 99)
      }),
  }
}
