import { createHash, randomUUID } from 'node:crypto'
import { parse } from 'node:path'
import { createEngine } from '#engine/engine'
import { importBatch } from '#engine/import-batch'
import { machineRun } from '#engine/machine'
import type { EngineStore } from '#engine/ports'
import { systemClock } from '#engine/system-clock'
import { type ImportSession, openImport } from '#io/scan'
import { resultLine, writeResults } from '#io/write-results'
import { createOpenAiCompatible } from '#providers/openai-compatible'
import { SimulatorProfile } from '#providers/simulator/profile'
import { startSimulator } from '#providers/simulator/server'
import { settled, total } from '#shared/batch'
import { laneNames } from '#shared/lane'
import { practiceModels, practiceProviderId } from '#shared/provider'
import { CommandError } from '#shared/result'
import type { BatchId, TaskId } from '#shared/task'
import { parseWhen } from '#shared/when'
import { databaseFile } from '#store/safety/files'
import { refuse } from '#store/safety/refusals'
import { openStore, type Store } from '#store/store'
import { type RunOptions, UsageError } from './args'
import { defaultDataDir } from './data-dir'
import { createProgress } from './progress'
import { countsOf, type Summary, summarise } from './summary'
import { tellStorage } from './tell-storage'

/** How long calls may still end after Ctrl-C; what is then aborted goes on in the next run. */
const stopGraceMs = 10_000

type Target = { readonly providerId: string; readonly model: string; readonly lane: RunOptions['lane'] }
/** Where a run says what it does: stdout is kept for the summary. */
export type Voice = { readonly say: (line: string) => void; readonly stream: NodeJS.WriteStream }

/**
 * Brings every prompt of the files to an end, as far as it can without a person.
 * @param stop aborts on Ctrl-C: what ran is queued again, and the same command goes on with it
 * @throws UsageError, CommandError
 */
export async function run(
  options: RunOptions,
  env: NodeJS.ProcessEnv,
  { say, stream }: Voice,
  stop: AbortSignal,
): Promise<Summary> {
  const startedAt = performance.now()
  const apiKey = readKey(options, env)
  const session = await openImport(options.files)
  const dataDir = options['data-dir'] ?? defaultDataDir(env)
  const store = openStore(dataDir)
  try {
    const target = await chooseTarget(options, store)
    const batchId = await findOrImport(session, options, target, store, say, stop)
    await work({ options, env, dataDir, store, batchId, target, apiKey, say, stream, stop })
    const summary = summarise(store, batchId, Math.round(performance.now() - startedAt))
    if (options.out !== undefined) {
      const lines = await writeResults(options.out, results(store, batchId))
      say(`${lines} lines written to ${options.out}`)
    }
    return summary
  } finally {
    store.close()
  }
}

function readKey(options: RunOptions, env: NodeJS.ProcessEnv): string | null {
  const name = options['api-key-env']
  if (name === undefined) return null
  const key = env[name]?.trim()
  if (!key) throw new UsageError(`The environment variable ${name}, named by --api-key-env, is not set.`)
  return key
}

async function chooseTarget(options: RunOptions, store: Store): Promise<Target> {
  const baseUrl = options['base-url']
  const now = Date.now()
  await store.write(() => store.providers.ensurePractice(now))
  if (baseUrl === undefined)
    return { providerId: practiceProviderId, model: options.model ?? practiceModels.fast, lane: options.lane }
  // The address is who it is: the same one gets the same gates and resumes the same batches.
  const id = `cli-${createHash('sha256').update(baseUrl).digest('hex').slice(0, 12)}`
  const model = options.model ?? ''
  const provider = { id, kind: 'openai-compatible' as const, name: new URL(baseUrl).host, baseUrl, defaultModel: model }
  await store.write(() => store.providers.save(provider, now))
  return { providerId: id, model, lane: options.lane }
}

/** The batch of these files, queued now or in an earlier run. */
async function findOrImport(
  session: ImportSession,
  options: RunOptions,
  target: Target,
  store: Store,
  say: Voice['say'],
  signal: AbortSignal,
): Promise<BatchId> {
  for (const left of store.stagingBatches()) await store.dropStaged(left) // of an import that did not get to its end
  const chosen = options['prompt-column']
  const scanned = await session.scan({ signal, ...(chosen === undefined ? {} : { promptColumn: chosen }) })
  const { promptColumn, promptColumnCertain, needsPromptColumn, columns, rejected, rejectedCount, prompts } = scanned
  if (needsPromptColumn && !promptColumnCertain) {
    throw new UsageError(
      `Which column holds the prompt? Name it with --prompt-column: ${columns.map(({ name }) => name).join(', ')}.`,
    )
  }
  if (chosen !== undefined && needsPromptColumn && !columns.some(({ name }) => name === chosen)) {
    throw new UsageError(`There is no column ${chosen}. There are: ${columns.map(({ name }) => name).join(', ')}.`)
  }
  const contents = await session.fingerprint(promptColumn, signal)
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([contents, target.providerId, target.model]))
    .digest('hex')
  const known = store.batches.byFingerprint(fingerprint)
  if (known) {
    const counts = countsOf(store, known.id)
    say(`These prompts are in the data folder already: ${counts.succeeded} of ${total(counts)} succeeded. Going on.`)
    return known.id
  }
  for (const { file, line, reason } of rejected) say(`${file}:${line}: ${reason}`)
  if (rejectedCount > 0) say(`${rejectedCount} lines cannot be used and are left out; ${prompts} prompts are queued.`)
  const [first] = session.files
  const name = first ? parse(first.name).name : 'Import'
  const asked = { reuse: options.reuse, policy: {}, windows: [] }
  const batch = {
    name,
    fingerprint,
    target,
    now: Date.now,
    priority: options.priority,
    options: asked,
    startAt: startAt(options),
  }
  const { batchId } = await importBatch(store, session.tasks(promptColumn, { signal }), batch, { signal })
  return batchId
}

/** The moment of --at, epoch ms. */
function startAt({ at }: RunOptions): number | undefined {
  if (at === undefined) return undefined
  const when = parseWhen(at, Date.now(), Intl.DateTimeFormat().resolvedOptions().timeZone)
  if (!when.ok) throw new UsageError(`--at: ${when.message}`)
  return when.at
}

type Work = {
  options: RunOptions
  env: NodeJS.ProcessEnv
  dataDir: string
  store: Store
  batchId: BatchId
  target: Target
  apiKey: string | null
  say: Voice['say']
  stream: NodeJS.WriteStream
  stop: AbortSignal
}

async function work({ options, env, dataDir, store, batchId, target, apiKey, say, stream, stop }: Work): Promise<void> {
  const practice =
    target.providerId === practiceProviderId
      ? await startSimulator(SimulatorProfile.parse(JSON.parse(env.TRILANE_PRACTICE ?? '{}')))
      : null
  const baseUrl = practice?.baseUrl ?? options['base-url'] ?? ''
  const adapter = createOpenAiCompatible({ baseUrl, apiKey })
  const engine = createEngine({
    store: onlyFor(batchId, options, store),
    providers: { adapter: async () => adapter },
    clock: systemClock,
    random: Math.random,
    bootId: randomUUID(),
    machine: machineRun(),
  })
  const counts = () => countsOf(store, batchId)
  const waiting = () =>
    engine.gates().filter(({ providerId, state }) => providerId === target.providerId && state.kind === 'closed')
  const progress = createProgress(stream, counts, () => {
    const [gate] = waiting()
    if (gate?.state.kind !== 'closed' || gate.state.until === null) return ''
    return `${gate.model} paused for ${Math.max(0, Math.ceil((gate.state.until - Date.now()) / 1000))} s`
  })
  const damaged = tellStorage(engine, say)
  const ending = AbortSignal.any([stop, damaged])
  try {
    const recovered = await Promise.race([engine.start(), aborted(ending)])
    if (recovered) {
      const { requeued, safeMode } = recovered
      if (safeMode && !options['no-safe-mode']) {
        await store.withdrawBoot() // the same command must not count as a start that went well
        throw new CommandError(
          'wrong_state',
          'The last three starts on this data folder died within a minute, so nothing was started. Everything is kept. To go on, add --no-safe-mode.',
        )
      }
      if (safeMode) await engine.pauseAll('no')
      if (requeued > 0) say(`${requeued} prompts were running when the last run ended; they go on and spend no retry.`)
      await engine.providerChanged(target.providerId) // starting again is how a person says: try the key once more
      await ended(
        store,
        () => {
          progress.update(Date.now())
          const now = counts()
          if (settled(now) === total(now)) return true
          // Nothing moves any more without a person: a refused key or a used-up quota holds all that is left.
          const held = waiting().some(({ state }) => state.kind === 'closed' && state.until === null)
          return held && now.running === 0 && now.backing_off === 0
        },
        ending,
      )
    }
    if (damaged.aborted) throw refuse('damaged', databaseFile(dataDir))
    progress.end(Date.now())
    for (const { state } of waiting()) {
      if (state.kind === 'closed' && state.until === null)
        say(
          `The provider says: ${state.failure.message} What is left stays queued; run the same command again once that is put right.`,
        )
    }
    if (stop.aborted) say('Stopped. The same command goes on where this one ended.')
  } finally {
    await engine.stop(stop.aborted ? stopGraceMs : 0)
    const storage = engine.storage()
    if (storage.kind === 'trouble' && storage.unsaved > 0)
      say(`${storage.unsaved} answers could not be saved; their prompts are called again by the next run.`)
    await adapter.close()
    await practice?.close()
  }
}

/** The store as this run needs it: it claims from its own batch, under its own limits, and leaves both as they are for others. */
function onlyFor(batchId: BatchId, options: RunOptions, store: Store): EngineStore {
  const isOwn = (id: TaskId) => store.task(id)?.batchId === batchId
  const concurrency = { fast: options['fast-concurrency'], heavy: options['heavy-concurrency'] }
  return {
    ...store,
    claim: (claim) => store.claim({ ...claim, only: batchId }),
    // A pause of the app is not meant for this run, nor is it lifted by it.
    loadPaused: () => ({ ...store.loadPaused(), all: 'no' }),
    savePaused: async () => {},
    loadSuspects: () => store.loadSuspects().filter(isOwn),
    saveSuspects: (ids) => store.saveSuspects([...store.loadSuspects().filter((id) => !isOwn(id)), ...ids]),
    loadLanes() {
      const lanes = store.loadLanes()
      const own = laneNames.map((name) => {
        const { policy } = lanes[name]
        const timeoutMs = options['timeout-ms'] ?? policy.timeoutMs
        return [
          name,
          { paused: false, policy: { ...policy, timeoutMs, concurrency: concurrency[name] ?? policy.concurrency } },
        ] as const
      })
      return { ...lanes, ...Object.fromEntries(own) }
    },
  }
}

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((done) => {
    if (signal.aborted) done(null)
    signal.addEventListener('abort', () => done(null))
  })

/** Resolves once `isOver` says so after a commit, or `stop` aborts. */
function ended(store: Store, isOver: () => boolean, stop: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const isEnd = () => {
      try {
        return stop.aborted || isOver()
      } catch (error) {
        store.failed(error)
        return false
      }
    }
    const look = () => {
      if (!isEnd()) return
      off()
      clearInterval(ticking)
      done()
    }
    const off = store.onNews(look)
    const ticking = setInterval(look, 1_000) // for the countdown on the screen
    stop.addEventListener('abort', look)
    look()
  })
}

/** A batch's tasks in input order, as lines. */
async function* results(store: Store, batchId: BatchId) {
  const pageRows = 500
  for (let start = 0; ; start += pageRows) {
    const { order } = store.views.list(
      { batchId, tab: 'all', group: null, filter: { text: '' } },
      start,
      start + pageRows,
    )
    if (order.length === 0) return
    for (const id of order) {
      const detail = store.detail(id)
      if (detail) yield resultLine(detail)
    }
  }
}
