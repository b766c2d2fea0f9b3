import { randomUUID } from 'node:crypto'
import { snoozeWork } from '#engine/bulk/snoozes'
import { chooseTarget } from '#engine/choose-target'
import { createEngine } from '#engine/engine'
import { createReleases } from '#engine/letters/releases'
import { createRules } from '#engine/letters/rules'
import { machineRun } from '#engine/machine'
import type { EngineStore } from '#engine/ports'
import { scheduleWork } from '#engine/schedules/due-work'
import { createSchedules } from '#engine/schedules/schedules'
import { systemClock } from '#engine/system-clock'
import { createTriage } from '#engine/triage'
import { createAdapters } from '#providers/adapters'
import { SimulatorProfile } from '#providers/simulator/profile'
import { startSimulator } from '#providers/simulator/server'
import type { Notice } from '#shared/contract'
import { keepData } from '#store/retention/keeping'
import { createBackups } from '#store/safety/backups'
import { dailyBackup } from '#store/safety/daily-backup'
import { databaseFile } from '#store/safety/files'
import { refuse } from '#store/safety/refusals'
import { openStore, type Store } from '#store/store'
import { assemble } from '../wiring/assemble'
import { createLiveExports } from '../wiring/exports/live-exports'
import { tellAlerts } from '../wiring/tell-alerts'
import { tellDryRuns } from '../wiring/tell-dry-runs'
import { createWatching } from '../wiring/watch/watching'
import { defaultDataDir } from './data-dir'
import { outAtAll } from './half-price'
import { createProgress } from './progress'
import { providerKeys } from './provider-keys'
import { refuseSafeMode } from './safe-mode'
import { holdWords, standing } from './standstill'
import { tellMultiplied } from './tell-multiplied'
import { tellStorage, tellUnsaved } from './tell-storage'
import { tellWatch } from './tell-watch'
import { abortOf, until } from './until'
import { parseWork, type WorkOptions } from './work-args'
import { inWords, startTally, type WorkSummary } from './work-summary'

/** How long calls may still end after Ctrl-C; what is then aborted is queued again. */
const stopGraceMs = 10_000
/** What starts within so long is still waited for with --until-idle. */
const reachMs = 60_000
/** A busy engine commits thousands of times a second, and the queue may be long: it is looked at so often. */
const lookMs = 100

type Voice = {
  readonly say: (line: string) => void
  readonly print: (line: string) => void
  readonly stream: NodeJS.WriteStream
}
type Parts = {
  readonly options: WorkOptions
  readonly env: NodeJS.ProcessEnv
  readonly store: Store
  readonly dataDir: string
  readonly voice: Voice
  readonly stop: AbortSignal
}

/** `trilane work`: all that the app's engine does, without a window. @returns the exit code. @throws UsageError, CommandError */
export async function workCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  voice: Voice,
  stop: AbortSignal,
): Promise<0 | 2> {
  const options = parseWork(words)
  const dataDir = options['data-dir'] ?? defaultDataDir(env)
  const store = openStore(dataDir)
  try {
    const summary = await work({ options, env, store, dataDir, voice, stop })
    if (options.json) voice.print(JSON.stringify(summary))
    else voice.say(inWords(summary))
    const { total, succeeded, scheduled } = summary
    return succeeded + scheduled === total ? 0 : 2
  } finally {
    store.close()
  }
}

async function work({ options, env, store, dataDir, voice, stop }: Parts): Promise<WorkSummary> {
  const { now } = systemClock
  const { say } = voice
  const tell = ({ title, detail }: Notice) => say(`${title}. ${detail}`)
  await store.write(() => store.providers.ensurePractice(now()))
  const secrets = providerKeys(options['api-key-env'], options['secret-env'], env, store)
  const { keyless } = secrets
  const practice = await startSimulator(SimulatorProfile.parse(JSON.parse(env.TRILANE_PRACTICE ?? '{}')))
  const adapters = createAdapters({
    ...{ provider: store.providers.get, keys: secrets.keys, key: secrets.key, options: secrets.options },
    practiceUrl: async () => practice.baseUrl,
    onMultiplied: tellMultiplied(store, say),
  })
  const schedules = createSchedules({
    ...{ store: store.schedules, now, target: (wish) => chooseTarget(store.providers, wish) },
    cancelBatch: (batchId) => triage.cancel({ batchId }),
    wake: () => engine.wake(),
  })
  const firing = scheduleWork(schedules, {
    ...{ now, wake: () => engine.wake() },
    onFired(fired) {
      for (const { name } of fired) say(`The schedule ${name} queued its prompts.`)
    },
    onTrouble: (error) => say(`A schedule did not fire and is tried again: ${messageOf(error)}`),
  })
  const howToVerify = ({ batchId }: { batchId: number }) =>
    `To see which differ: npm run trilane -- verify --batch ${batchId} --data-dir ${JSON.stringify(dataDir)}`
  const keeping = keepData({ store, dataDir, now, notice: tell, howToVerify })
  const backups = createBackups({ dataDir, now })
  const { providers, budgets, withMoney, closeCounter } = assemble({
    store,
    adapters,
    now,
    onOpened: () => engine.wake(),
  })
  const letters = {
    ...{ store: { ...store, list: store.views.list }, now, wake: () => engine.wake() },
    onTrouble: (error: unknown) => say(`Dead letters could not go on and are tried again: ${messageOf(error)}`),
  }
  const releases = createReleases(letters)
  const rules = createRules({
    ...letters,
    hasProvider: (id) => store.providers.get(id) !== undefined,
    onNotify: (rule, count) => say(`The rule “${rule}” found ${count} of what died.`),
  })
  const watching = createWatching({
    ...{ store, clock: systemClock, wake: () => engine.wake() },
    mayLook: () => engine.paused() !== 'safe_mode',
    tell: tellWatch(say),
  })
  const engine = createEngine({
    ...{
      store: without(keyless, withMoney(store)),
      providers,
      clock: systemClock,
      random: Math.random,
    },
    ...{ bootId: randomUUID(), machine: machineRun() },
    due: [
      releases.due,
      rules.due,
      budgets.due,
      firing,
      watching.due,
      dailyBackup(backups, now, tell),
      keeping.tending,
      snoozeWork(store.bulk),
    ],
  })
  const triage = createTriage({
    store: { ...store, list: store.views.list },
    ...{ now, cancelRunning: (task) => engine.cancelRunning(task), hold: (batchId) => engine.hold(batchId) },
    wake: engine.wake,
  })

  const damaged = tellStorage(engine, say)
  const ending = AbortSignal.any([stop, damaged])
  const tally = startTally(store)
  const look = () => standing(store.counts.all(), { store, engine, budgets, keyless, reach: now() + reachMs }, now())
  const progress = createProgress(
    voice.stream,
    tally.counts,
    () => [outAtAll(store).words, holdWords(look())].filter(Boolean).join(', '),
    () => outAtAll(store).n,
  )
  const said = new Set<string>()
  const sayHolds = () => {
    for (const { remedy } of look().holds) {
      if (remedy === null || said.has(remedy)) continue
      said.add(remedy)
      say(remedy)
    }
  }
  /** Not what is out in a batch of a provider whose key is not here. */
  const runsHere = () =>
    store.counts
      .all()
      .some(
        ({ state, n, gateId }) => state === 'running' && n > 0 && !keyless.has(store.gate(gateId)?.providerId ?? ''),
      )
  const isIdle = () => {
    if (runsHere() || !watching.isIdle()) return false
    sayHolds()
    const due = schedules.nextDueAt()
    // What goes back within a minute is still waited for, as is what starts then.
    const back = [releases.due.nextDueAt(), rules.due.nextDueAt()].some((at) => at !== null && at <= now() + reachMs)
    return options['until-idle'] && (due === null || due > now()) && !back && !look().moves
  }

  const live = createLiveExports({
    ...{ store, clock: systemClock },
    onChange: ({ state, path, rows, trouble }) => {
      if (trouble !== null) say(trouble)
      if (state === 'done') say(`${rows} ${rows === 1 ? 'row' : 'rows'} written to ${path}`)
    },
  })
  tellAlerts({ store, say: ({ title, detail }) => say(`${title}. ${detail}`) })
  tellDryRuns({ store, say: ({ title, detail }) => say(`${title}. ${detail}`) })

  try {
    await releases.begin()
    await schedules.begin()
    const recovered = await Promise.race([engine.start(), abortOf(ending)])
    if (engine.paused() === 'safe_mode') {
      if (!options['no-safe-mode']) throw await refuseSafeMode(store)
      await engine.pauseAll('no')
    }
    if (recovered) {
      const { requeued } = recovered
      if (requeued > 0) say(`${requeued} prompts were running when the last run ended; they go on and spend no retry.`)
      // Starting is how a person says: try once more what waited for them.
      for (const { id } of store.providers.all()) if (!keyless.has(id)) await engine.providerChanged(id)
      keeping.begin()
      live.begin()
      await watching.begin()
      sayHolds()
      await until(
        store,
        () => {
          progress.update(now())
          return isIdle()
        },
        ending,
        lookMs,
      )
    }
    if (damaged.aborted) throw refuse('damaged', databaseFile(dataDir))
    progress.end(now())
    if (stop.aborted) say('Stopped. What is left stays queued, for the app or the next start.')
  } finally {
    await watching.close() // nothing new is taken
    // Together: nothing is claimed while a file is being rewritten, which holds the last writes up.
    await Promise.allSettled([engine.stop(stop.aborted ? stopGraceMs : 0), keeping.stop()])
    await live.end()
    tellUnsaved(engine, say)
    await copyAtEnd(backups, say)
    await closeCounter()
    await adapters.close()
    await practice.close()
  }
  return tally.summary(look())
}

/** The store as this process needs it: a provider whose key is not here stands still, with what is out at it, and no one else learns of that. */
function without(keyless: ReadonlyMap<string, unknown>, store: Store): EngineStore {
  return {
    ...store,
    loadPaused() {
      const { all, providers } = store.loadPaused()
      return { all, providers: [...providers, ...keyless.keys()] }
    },
    remoteBatches: () => store.remoteBatches().filter(({ providerId }) => !keyless.has(providerId)),
  }
}

/** As the app does when it closes. A copy that fails is told and holds nothing up. */
async function copyAtEnd(backups: ReturnType<typeof createBackups>, say: Voice['say']): Promise<void> {
  try {
    const outcome = await backups.run('quit')
    if (outcome.kind === 'skipped' && outcome.why !== 'unchanged') say(outcome.message)
  } catch (error) {
    say(`No backup was made at the end: ${messageOf(error)}`)
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
