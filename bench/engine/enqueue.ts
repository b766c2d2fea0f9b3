import { importBatch } from '#engine/import-batch'
import type { ImportedTask } from '#shared/import'
import type { Store } from '#store/store'
import { countCommits } from './commits'
import type { Bench } from './context'
import { loopWatch } from './loop-delay'
import { enqueuePeers } from './peers/peers'
import { rawEnqueue, readQueued } from './raw'
import type { Checkpointing } from './raw-checkpoints'
import { rawGoals, result } from './result'
import { interleave } from './rounds'
import { checkLeft } from './rows-left'
import { engineOn, model, newBatch, newTask, newTasks, open, promptOf, providerId } from './subject'

/** 100,000 prompts of 1 KiB: as an import queues them, and handed to the engine at once. */
export const enqueue: Bench = async ({ folder, rounds, quick, peers, profiling }) => {
  const count = quick ? 5_000 : 100_000
  const tasks = newTasks(count)
  const rows = tasks.map(
    ({ request }, index): ImportedTask => ({ request, model, customId: null, file: 'bench.jsonl', line: index + 1 }),
  )
  const watches = { import: loopWatch(), engine: loopWatch() }
  const perSecond = (ms: number) => count / (ms / 1_000)

  async function asImport(store: Store) {
    async function* source() {
      yield* rows
    }
    const target = { lane: 'fast', providerId, model } as const
    await importBatch(
      store,
      source(),
      { name: 'bench', fingerprint: null, target, now: Date.now },
      { signal: new AbortController().signal },
    )
  }
  async function throughEngine(store: Store) {
    const batchId = await newBatch(store)
    const engine = await engineOn(store, async () => Promise.reject(new Error('nothing runs here')), { paused: true })
    await engine.start()
    const start = performance.now()
    await engine.enqueue(batchId, tasks)
    const took = performance.now() - start
    await engine.stop(0)
    return took
  }
  async function timed(work: (store: Store) => Promise<unknown>, keep = false) {
    const dataDir = folder.fresh('enqueue')
    const store = open(dataDir)
    const start = performance.now()
    const own = await work(store)
    const took = typeof own === 'number' ? own : performance.now() - start
    store.close()
    checkLeft(dataDir, count, ['queued'])
    if (!keep) folder.remove(dataDir)
    return { took, dataDir }
  }

  // Not timed: the engine's real transactions and rows, for raw SQLite to repeat; and the code is warm afterwards, for both.
  let reference = ''
  const commits = await countCommits(async () => {
    reference = (await timed(asImport, true)).dataDir
  })
  const queued = readQueued(reference)
  folder.remove(reference)
  const groups = {
    import: Math.round(count / Math.max(1, commits - 3)),
    engine: Math.ceil(count / Math.max(1, (await countCommits(() => timed(throughEngine))) - 3)),
  }
  const raw = (group: number, whose: Checkpointing) => async () => {
    const dataDir = folder.fresh('raw')
    const took = await rawEnqueue(dataDir, queued, group, whose)
    checkLeft(dataDir, count, ['queued'])
    folder.remove(dataDir)
    return perSecond(took)
  }
  if (!profiling) await raw(groups.import, 'sqlite')()

  const other = enqueuePeers(peers, folder, count, promptOf)
  const figures = await interleave(
    { rounds, profiling },
    {
      import: async () =>
        perSecond((await timed((store) => watches.import.during(() => asImport(store)).then(() => undefined))).took),
      rawImport: raw(groups.import, 'sqlite'),
      rawImportCheckpointed: raw(groups.import, 'ours'),
      engine: async () => perSecond((await timed((store) => watches.engine.during(() => throughEngine(store)))).took),
      rawEngine: raw(groups.engine, 'sqlite'),
      rawEngineCheckpointed: raw(groups.engine, 'ours'),
      ...other.runs,
    },
  )
  const peerFigures = other.read(figures)
  const draft = (name: 'import' | 'engine', rawSide: 'rawImport' | 'rawEngine', what: string) => {
    const [ours, bare, checkpointed] = [figures[name], figures[rawSide], figures[`${rawSide}Checkpointed`]]
    return result({
      ...{ name: `enqueue-${name}`, what, unit: 'tasks/s', ours },
      raw: { ...bare, note: `the same rows, ${groups[name]} tasks per transaction` },
      rawCheckpointed: { ...checkpointed, note: 'the same with our checkpointer' },
      peers: peerFigures,
      eventLoop: watches[name].result(),
      goals: rawGoals(0.6, ours, bare, checkpointed),
      detail: {
        tasks: count,
        promptBytes: newTask(0).request.kind === 'chat' ? promptOf(0).length : 0,
        tasksPerCommit: groups[name],
      },
    })
  }
  return [
    draft('import', 'rawImport', `${count} prompts of 1 KiB, as an import queues them`),
    draft('engine', 'rawEngine', `${count} prompts of 1 KiB, in one call of engine.enqueue`),
  ]
}
