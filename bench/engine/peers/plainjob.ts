import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'
import { percentile } from '../result'
import type { WorkFolder } from '../work-folder'
import type { Contender } from './peers'

// As much of its interface as is used here: its own types need packages that are not installed.
type Logger = Record<'error' | 'warn' | 'info' | 'debug', (message: string) => void>
type Queue = {
  add: (type: string, data: unknown) => void
  addMany: (type: string, data: unknown[]) => void
  close: () => void
}
type Worker = { start: () => Promise<void>; stop: () => Promise<void> }
type Plainjob = {
  better: (db: Database.Database) => unknown
  defineQueue: (options: { connection: unknown; logger: Logger; serializer?: (data: unknown) => string }) => Queue
  defineWorker: (
    type: string,
    work: (job: { data: string }) => Promise<void>,
    options: { queue: Queue; logger: Logger; onCompleted?: () => void },
  ) => Worker
}

const quiet: Logger = { error: console.error, warn: console.error, info: () => {}, debug: () => {} }
const type = 'prompt'

/** plainjob as it comes, and once more with each commit on disk. Both keep no attempts and no results. */
export function contenders(modules: string, folder: WorkFolder): Contender[] {
  const less = 'keeps no attempt and no result'
  return [
    contender(
      modules,
      folder,
      'plainjob',
      `its own setting, synchronous=NORMAL: a power cut takes back commits; ${less}`,
      1,
    ),
    contender(modules, folder, 'plainjobFull', `with synchronous=FULL; ${less}`, 2),
  ]
}

function contender(modules: string, folder: WorkFolder, name: string, note: string, synchronous: number): Contender {
  const load = async () =>
    (await import(pathToFileURL(createRequire(`${modules}/`).resolve('plainjob')).href)) as Plainjob

  async function withQueue(work: (queue: Queue, plainjob: Plainjob) => Promise<number>): Promise<number> {
    const plainjob = await load()
    const dir = folder.fresh(name)
    const db = new Database(join(dir, 'queue.db'))
    const queue = plainjob.defineQueue({ connection: plainjob.better(db), logger: quiet })
    db.pragma(`synchronous = ${synchronous}`) // after it set its own
    try {
      return await work(queue, plainjob)
    } finally {
      queue.close()
      folder.remove(dir)
    }
  }

  /** It runs one task at a time for each worker, so there are as many workers as tasks at once. */
  function work(prompts: readonly string[], concurrency: number, call: () => Promise<void>): Promise<number> {
    return withQueue(async (queue, { defineWorker }) => {
      queue.addMany(
        type,
        prompts.map((prompt) => ({ prompt })),
      )
      let left = prompts.length
      const start = performance.now()
      const took = await new Promise<number>((done) => {
        const onCompleted = () => {
          if (--left > 0) return
          done(performance.now() - start)
          for (const worker of workers) void worker.stop()
        }
        const workers = Array.from({ length: concurrency }, () =>
          defineWorker(type, call, { queue, logger: quiet, onCompleted }),
        )
        running = workers.map((worker) => worker.start())
      })
      await Promise.all(running)
      return took
    })
  }
  let running: Promise<void>[] = []

  return {
    name,
    note,
    enqueue: (prompts) =>
      withQueue(async (queue) => {
        const start = performance.now()
        for (let from = 0; from < prompts.length; from += 1_000) {
          queue.addMany(
            type,
            prompts.slice(from, from + 1_000).map((prompt) => ({ prompt })),
          )
        }
        return prompts.length / ((performance.now() - start) / 1_000)
      }),
    drain: async (prompts, concurrency) =>
      prompts.length / ((await work(prompts, concurrency, async () => {})) / 1_000),
    calls: (prompts, concurrency, callMs) =>
      work(prompts, concurrency, () => new Promise((done) => setTimeout(done, callMs))),
    latency: (prompts) =>
      withQueue(async (queue, { defineWorker }) => {
        let called = () => {}
        const worker = defineWorker(type, async () => called(), { queue, logger: quiet })
        const ended = worker.start()
        const taken: number[] = []
        for (const prompt of prompts) {
          const start = performance.now()
          const at = new Promise<void>((done) => {
            called = done
          })
          queue.add(type, { prompt })
          await at
          taken.push(performance.now() - start)
          await new Promise((done) => setTimeout(done, 4))
        }
        await worker.stop()
        await ended
        return percentile(taken, 99)
      }),
  }
}
