import { randomUUID } from 'node:crypto'
import { app } from 'electron'
import { snoozeWork } from '#engine/bulk/snoozes'
import { createEngine } from '#engine/engine'
import { createReleases } from '#engine/letters/releases'
import { createRules } from '#engine/letters/rules'
import { machineRun } from '#engine/machine'
import { scheduleWork } from '#engine/schedules/due-work'
import { createSchedules } from '#engine/schedules/schedules'
import { systemClock } from '#engine/system-clock'
import { createTriage } from '#engine/triage'
import { createAdapters } from '#providers/adapters'
import type { Notice } from '#shared/contract'
import { keepData } from '#store/retention/keeping'
import type { Store } from '#store/store'
import { assemble } from '../wiring/assemble'
import type { Told } from '../wiring/watch/eye'
import { createWatching } from '../wiring/watch/watching'
import { backupKeeping } from './backup-commands'
import { createKeys } from './keys'
import { createLiveOutputs } from './live-outputs'
import { createMultiplied } from './multiplied'
import { createPractice } from './practice'
import { firedNotice } from './schedule-commands'
import { createSealedOptions } from './sealed-options'
import { systemProxy } from './system-proxy'
import { systemVault } from './vault'
import { createWindowTimes } from './window-times'
import { chooseTarget } from './work-commands'

/** What is told of the work, as it happens. Nothing of it is told before the services are made. */
export type ServiceNews = {
  /** What windows show may have changed. */
  readonly dirty: () => void
  readonly say: (notice: Notice) => void
  readonly scheduleFired: (notice: Notice) => void
  readonly ruleFound: (rule: string, letters: number) => void
  readonly watchesChanged: () => void
  readonly watchTold: (told: Told) => void
}

/** All that works on the tasks of a store, whether or not a window is open. Nothing has begun yet when it resolves. */
export async function createServices(dataDir: string, store: Store, news: ServiceNews) {
  const { now } = systemClock
  const practice = createPractice(process.env.TRILANE_PRACTICE)
  const keys = createKeys(store, now, systemVault)
  const sealedOptions = createSealedOptions(keys, systemVault)
  const multiplied = createMultiplied(() => news.dirty())
  const adapters = createAdapters({
    ...{ provider: store.providers.get, keys: keys.ids, key: keys.get },
    options: sealedOptions.ofProvider(store.providers.get),
    ...{
      practiceUrl: practice.url,
      resolveProxy: systemProxy,
      onMultiplied: (...seen) => multiplied.note(...seen),
    },
  })
  const schedules = createSchedules({
    ...{ store: store.schedules, now, target: (wish) => chooseTarget(store, wish) },
    cancelBatch: (batchId) => triage.cancel({ batchId }),
    wake: () => engine.wake(),
  })
  const copies = backupKeeping({
    ...{ dataDir, now, doubt: store.doubt, say: (notice) => news.say(notice) },
    ...{ quit: () => app.quit(), relaunch: () => app.relaunch() },
  })
  const scheduled = scheduleWork(schedules, {
    ...{ now, wake: () => engine.wake() },
    onFired(fired) {
      for (const notice of fired.map(firedNotice)) if (notice) news.scheduleFired(notice)
    },
    onTrouble: (error) => console.error('a schedule did not fire and is tried again:', error),
  })
  const keeping = keepData({
    ...{ store, dataDir, now, notice: (notice) => news.say(notice) },
    howToVerify: () => 'Verify under Receipt… at the batch names those that are missing.',
  })
  const windowTimes = createWindowTimes(now)
  const assembled = assemble({
    ...{ store, adapters, now, onOpened: () => engine.wake(), onChange: () => news.dirty() },
  })
  const letters = {
    ...{ store: { ...store, list: store.views.list }, now, wake: () => engine.wake() },
    onTrouble: (error: unknown) => console.error('a step with dead letters was not stored and is tried again:', error),
  }
  const releases = createReleases(letters)
  const rules = createRules({
    ...letters,
    hasProvider: (id) => store.providers.get(id) !== undefined,
    onNotify: (rule, count) => news.ruleFound(rule, count),
  })
  const outputs = createLiveOutputs()
  const watching = createWatching({
    ...{ store, clock: systemClock, wake: () => engine.wake() },
    mayLook: () => engine.paused() !== 'safe_mode',
    onChange: () => news.watchesChanged(),
    tell: (told) => news.watchTold(told),
  })
  const engine = createEngine({
    store: assembled.withMoney(store),
    output: outputs,
    providers: assembled.providers,
    clock: systemClock,
    random: Math.random,
    bootId: randomUUID(),
    machine: machineRun(),
    due: [
      releases.due,
      rules.due,
      assembled.budgets.due,
      scheduled,
      watching.due,
      copies.daily,
      keeping.tending,
      windowTimes.due(() => news.dirty()),
      snoozeWork(store.bulk),
    ],
  })
  const triage = createTriage({
    store: { ...store, list: store.views.list, lastTo: store.bulk.lastTo },
    now,
    cancelRunning: (task) => engine.cancelRunning(task),
    hold: (batchId) => engine.hold(batchId),
    wake: engine.wake,
  })
  return {
    ...assembled,
    ...{ practice, keys, sealedOptions, multiplied, adapters, schedules, copies, keeping, windowTimes },
    ...{ releases, rules, outputs, watching, engine, triage },
  }
}
export type Services = Awaited<ReturnType<typeof createServices>>
