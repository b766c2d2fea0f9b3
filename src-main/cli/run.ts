import { createHash, randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { createEngine } from '#engine/engine'
import type { Target } from '#engine/import-batch'
import { machineRun } from '#engine/machine'
import type { EngineStore } from '#engine/ports'
import { systemClock } from '#engine/system-clock'
import { writeExport } from '#io/export/write-export'
import { openImport } from '#io/scan'
import { resultLine, writeResults } from '#io/write-results'
import { createAdapters } from '#providers/adapters'
import { SimulatorProfile } from '#providers/simulator/profile'
import { startSimulator } from '#providers/simulator/server'
import { settled, total } from '#shared/batch'
import { ExportOptions } from '#shared/export'
import { laneNames } from '#shared/lane'
import { presetAt, presetOf } from '#shared/presets'
import { defaultOptions, practiceModels, practiceProviderId } from '#shared/provider'
import type { BatchId, TaskId } from '#shared/task'
import type { ProviderSettings } from '#store/providers'
import { databaseFile } from '#store/safety/files'
import { refuse } from '#store/safety/refusals'
import { openStore, type Store } from '#store/store'
import { assemble } from '../wiring/assemble'
import { exportedFrom } from '../wiring/exports/exported'
import { tellAlerts } from '../wiring/tell-alerts'
import type { RunOptions } from './args'
import { tellImbalances } from './counts'
import { defaultDataDir } from './data-dir'
import { formatByEnding } from './export/args'
import { checkHalfPrice, outWords } from './half-price'
import { createProgress } from './progress'
import { keysFrom, numbered } from './provider-keys'
import { queueFiles } from './queue-files'
import { refuseSafeMode } from './safe-mode'
import { holdWords, standing } from './standstill'
import { countsOf, type Summary, summarise } from './summary'
import { tellMultiplied } from './tell-multiplied'
import { tellStorage, tellUnsaved } from './tell-storage'
import { templateProvider } from './template/run-provider'
import { abortOf, until } from './until'

/** How long calls may still end after Ctrl-C; what is then aborted goes on in the next run. */
const stopGraceMs = 10_000

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
  const keys = numbered(keysFrom(options['api-key-env'], env), [])
  const session = await openImport(options.files)
  const dataDir = options['data-dir'] ?? defaultDataDir(env)
  const store = openStore(dataDir)
  try {
    await tellImbalances(store, dataDir, say)
    const target = await chooseTarget(options, store, keys.size > 0)
    const batchId = await queueFiles(session, options, target, store, say, stop)
    await work({ options, env, dataDir, store, batchId, target, keys, say, stream, stop })
    const summary = summarise(store, batchId, Math.round(performance.now() - startedAt))
    if (options.out !== undefined) {
      await writeOut(options.out, store, batchId, say)
    }
    return summary
  } finally {
    store.close()
  }
}

/** Results in the format that the file's name tells; with no such ending, as JSON lines with all that is known of each task. */
async function writeOut(out: string, store: Store, batchId: BatchId, say: Voice['say']): Promise<void> {
  const format = formatByEnding(out)
  if (format === undefined || format === 'jsonl') {
    const lines = await writeResults(out, results(store, batchId))
    say(`${lines} ${lines === 1 ? 'line' : 'lines'} written to ${out}`)
    return
  }
  const asked = ExportOptions.parse({ format })
  const { rows, notes } = await writeExport(out, asked, await exportedFrom(store.exportReader, { batchId }, asked))
  say([`${rows} ${rows === 1 ? 'row' : 'rows'} written to ${out}`, ...notes].join('. '))
}

async function chooseTarget(options: RunOptions, store: Store, hasKey: boolean): Promise<Target> {
  const baseUrl = options['base-url']
  const now = Date.now()
  await store.write(() => store.providers.ensurePractice(now))
  if (baseUrl === undefined) {
    const named = templateProvider(options, store, hasKey)
    checkHalfPrice(options, named)
    if (named) return { providerId: named.id, model: options.model ?? named.defaultModel, lane: options.lane }
    return { providerId: practiceProviderId, model: options.model ?? practiceModels.fast, lane: options.lane }
  }
  const provider = providerOf(options, baseUrl)
  checkHalfPrice(options, provider)
  await store.write(() => store.providers.save(provider, now))
  return { providerId: provider.id, model: provider.defaultModel, lane: options.lane }
}

/** The address, and what is spoken there, is who it is: the same one gets the same gates and resumes the same batches. */
function providerOf(options: RunOptions, baseUrl: string): ProviderSettings {
  const protocol = options.protocol ?? (options.preset === undefined ? undefined : presetOf(options.preset).protocol)
  const preset = options.preset === undefined ? presetAt(baseUrl, protocol) : presetOf(options.preset)
  const spoken = protocol ?? 'openai-chat'
  const name = spoken === 'openai-chat' ? baseUrl : `${spoken} ${baseUrl}`
  return {
    id: `cli-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`,
    ...{ protocol: spoken, preset: preset.id, name: new URL(baseUrl).host, baseUrl, defaultModel: options.model ?? '' },
    options: {
      ...{ ...defaultOptions, stream: preset.stream },
      ...{
        proxy: options.proxy ?? 'system',
        caFile: options['ca-file'] === undefined ? null : resolve(options['ca-file']),
      },
    },
  }
}

type Work = {
  options: RunOptions
  env: NodeJS.ProcessEnv
  dataDir: string
  store: Store
  batchId: BatchId
  target: Target
  keys: ReadonlyMap<string, string>
  say: Voice['say']
  stream: NodeJS.WriteStream
  stop: AbortSignal
}

async function work({ options, env, dataDir, store, batchId, target, keys, say, stream, stop }: Work): Promise<void> {
  const practice =
    target.providerId === practiceProviderId
      ? await startSimulator(SimulatorProfile.parse(JSON.parse(env.TRILANE_PRACTICE ?? '{}')))
      : null
  const adapters = createAdapters({
    provider: store.providers.get,
    keys: () => [...keys.keys()],
    key: async (_, keyId) => keys.get(keyId) ?? null,
    practiceUrl: async () => practice?.baseUrl ?? '',
    onMultiplied: tellMultiplied(store, say),
  })
  const { providers, budgets, withMoney, closeCounter } = assemble({
    ...{ store, adapters, now: Date.now, onOpened: () => engine.wake() },
  })
  const engine = createEngine({
    store: onlyFor(batchId, target, options, withMoney(store)),
    due: [budgets.due],
    providers,
    clock: systemClock,
    random: Math.random,
    bootId: randomUUID(),
    machine: machineRun(),
  })
  const counts = () => countsOf(store, batchId)
  const now = () => {
    const own = store.counts.all().filter((row) => row.batchId === batchId)
    return standing(own, { store, engine, budgets }, Date.now())
  }
  const out = () => store.remoteCounts().find(({ providerId }) => providerId === target.providerId)?.n ?? 0
  const notes = () => [outWords(out(), titleOf(store.providers.get(target.providerId))), holdWords(now())]
  const progress = createProgress(stream, counts, () => notes().filter(Boolean).join(', '), out)
  /** All answers are in, and the batch that brought them is about to be closed; not where something, noted with it, keeps it from that. */
  const closing = () =>
    store
      .remoteBatches()
      .some(
        ({ providerId, state, detail }) =>
          providerId === target.providerId && state === 'collecting' && detail.note === '',
      )
  tellAlerts({ store, say: ({ title, detail }) => say(`${title}. ${detail}`) })
  const damaged = tellStorage(engine, say)
  const ending = AbortSignal.any([stop, damaged])
  try {
    const recovered = await Promise.race([engine.start(), abortOf(ending)])
    if (recovered) {
      const { requeued, safeMode } = recovered
      if (safeMode && !options['no-safe-mode']) throw await refuseSafeMode(store)
      if (safeMode) await engine.pauseAll('no')
      if (requeued > 0) say(`${requeued} prompts were running when the last run ended; they go on and spend no retry.`)
      await engine.providerChanged(target.providerId) // starting again is how a person says: try the key once more
      await until(
        store,
        () => {
          progress.update(Date.now())
          const state = counts()
          return state.running === 0 && !closing() && (settled(state) === total(state) || !now().moves)
        },
        ending,
      )
    }
    if (damaged.aborted) throw refuse('damaged', databaseFile(dataDir))
    progress.end(Date.now())
    if (!stop.aborted) for (const { remedy } of now().holds) if (remedy !== null) say(remedy)
    if (stop.aborted) say('Stopped. The same command goes on where this one ended.')
  } finally {
    await engine.stop(stop.aborted ? stopGraceMs : 0)
    tellUnsaved(engine, say)
    await closeCounter()
    await adapters.close()
    await practice?.close()
  }
}

/** As a person knows it; its address where it is none of the known ones. */
function titleOf(provider: ProviderSettings | undefined): string {
  if (!provider) return ''
  const { id, name } = presetOf(provider.preset)
  return id === 'custom' ? provider.name : name
}

/** The store as this run needs it: it claims from its own batch, under its own limits, and leaves both as they are for others. */
function onlyFor(batchId: BatchId, { providerId }: Target, options: RunOptions, store: Store): EngineStore {
  const isOwn = (id: TaskId) => store.task(id)?.batchId === batchId
  const concurrency = { fast: options['fast-concurrency'], heavy: options['heavy-concurrency'] }
  return {
    ...store,
    claim: (claim) => store.claim({ ...claim, only: batchId }),
    halfPriceLines: () => store.halfPriceLines().filter((line) => line.batchId === batchId),
    // Only its own provider's key is known here.
    remoteBatches: () => store.remoteBatches().filter((batch) => batch.providerId === providerId),
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
