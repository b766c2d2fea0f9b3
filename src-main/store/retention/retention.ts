import { CommandError } from '#shared/result'
import {
  type DataKeeping,
  dayMs,
  type PurgePlan,
  type PurgeReport,
  type RawAnswers,
  type Retention,
} from '#shared/retention'
import type { EpochMs } from '#shared/task'
import type { Changes } from '../changes'
import type { Committer } from '../commit'
import type { Database } from '../database'
import type { RawAnswersTable } from '../raw-answers'
import type { RunJob } from '../receipt/thread/jobs'
import { finish } from '../receipt/thread/run-job'
import { databaseFile } from '../safety/files'
import { listSetAside } from '../safety/set-aside'
import { start } from './candidates'
import { dataSize } from './data-size'
import { purge, type Removal } from './purge'
import { purgeSlices } from './purge-slice'
import { retentionSettings } from './settings'

type Parts = {
  readonly db: Database
  readonly dataDir: string
  readonly changes: Changes
  readonly rawAnswers: RawAnswersTable
  readonly commit: Pick<Committer, 'run' | 'hold'>
  readonly runJob: RunJob
  readonly now: () => EpochMs
  /** Milliseconds of a clock that never goes back. */
  readonly elapsed: () => number
}
type Options = {
  readonly signal?: AbortSignal
  readonly tell?: (done: number) => void
  /** Instead of what is set. */
  readonly retention?: Retention
}

/** A purge by itself is made so long after the last one. */
const everyMs = dayMs
/** A machine that starts with a wrong clock gets the right one from the network within minutes. */
const evenMs = 10 * 60_000
const stepMs = 60_000
/** Of raw answers at once: each may be a quarter of a megabyte, and is overwritten. */
const rawSlice = 20

/** What a person set to be removed, and its removal. */
export function createRetention(parts: Parts) {
  const { db, dataDir, rawAnswers, commit, runJob, now, elapsed } = parts
  const file = databaseFile(dataDir)
  const slices = purgeSlices(db, parts.changes)
  const settings = retentionSettings(db)
  const ending = new AbortController()
  let evenSince = { at: now(), elapsed: elapsed() }
  let running: Promise<PurgeReport> | null = null
  let tidying: Promise<boolean> | null = null

  const moments = ({ taskDays, textDays }: Retention, at: EpochMs) => ({
    tasksBefore: taskDays === null ? null : at - taskDays * dayMs,
    textsBefore: textDays === null ? null : at - textDays * dayMs,
  })
  const plan = (retention = settings.get()): Promise<PurgePlan> => {
    const { tasksBefore, textsBefore } = moments(retention, now())
    if (tasksBefore === null && textsBefore === null) return Promise.resolve({ tasks: 0, texts: 0 })
    return finish(runJob({ name: 'plan', file, tasksBefore, textsBefore }, ending.signal))
  }

  /** In the transaction that removes something: that the file is to be tidied. */
  const marking =
    (slice: Removal['slice'], at: EpochMs): Removal['slice'] =>
    (...range) => {
      const written = slice(...range)
      if (written.done > 0 && settings.untidySince() === null) settings.saveUntidy(at)
      return written
    }

  /** Takes them away in slices, each a transaction, until there are no more of them. */
  async function removeRaw(step: (limit: number) => boolean): Promise<void> {
    const slice = () => {
      const removed = step(rawSlice)
      if (removed && settings.untidySince() === null) settings.saveUntidy(now())
      return removed
    }
    while (!ending.signal.aborted && (await commit.run(slice)));
  }

  /** @param full also looks again at what earlier purges have been past: after a change of settings or of the clock */
  async function remove(full: boolean, { signal, tell, retention = settings.get() }: Options): Promise<PurgeReport> {
    const at = now()
    const { tasksBefore, textsBefore } = moments(retention, at)
    const stop = AbortSignal.any([ending.signal, ...(signal ? [signal] : [])])
    let done = { tasks: 0, texts: 0 }
    const each = (removal: Removal, told: number) =>
      purge(
        { ...removal, slice: marking(removal.slice, at) },
        { run: commit.run, now, elapsed, signal: stop, tell: (count) => tell?.(told + count) },
      )
    if (tasksBefore !== null) {
      const removed = await each({ slice: slices.tasks, from: start, before: tasksBefore }, 0)
      done = { ...done, tasks: removed.done }
    }
    if (textsBefore !== null && !stop.aborted) {
      const textDays = retention.textDays ?? 0
      const reached = settings.reached()
      const from = !full && reached && reached.textDays === textDays ? reached : start
      const removed = await each({ slice: slices.texts, from, before: textsBefore }, done.tasks)
      done = { ...done, texts: removed.done }
      await commit.run(() => settings.saveReached({ ...removed.upTo, textDays }))
    }
    const report = { at, ...done, tidied: false }
    await commit.run(() => {
      settings.saveLast(report)
      parts.changes.news('storage')
    })
    return report
  }

  /** Rewrites the file while every write waits; false when that could not be done now, and then it is still to do. */
  async function tidy(): Promise<boolean> {
    await commit.run(() => {}) // whatever waited is on disk first
    const release = commit.hold()
    try {
      await finish(runJob({ name: 'tidy', file }))
    } catch (error) {
      console.error('the data could not be tidied; it will be tried again:', error)
      return false
    } finally {
      release()
    }
    await commit.run(() => {
      settings.saveUntidy(null)
      const last = settings.last()
      if (last) settings.saveLast({ ...last, tidied: true })
      parts.changes.news('storage')
    })
    return true
  }

  /** A clock that jumped must not remove anything by itself: it has to have run evenly for a while. Sleep looks like a jump; it costs a while. */
  function steady(): boolean {
    const ran = elapsed() - evenSince.elapsed
    if (Math.abs(now() - evenSince.at - ran) <= stepMs) return ran >= evenMs
    evenSince = { at: now(), elapsed: elapsed() }
    return false
  }

  /** Whether the daily purge is due: something is to be removed one day, and the last one is a day ago or lies ahead of the clock. */
  function isDue(): boolean {
    const { taskDays, textDays } = settings.get()
    if (!steady() || (taskDays === null && textDays === null) || running || tidying) return false
    const last = settings.last()
    return last === null || Math.abs(now() - last.at) >= everyMs
  }

  const retention = {
    settings: settings.get,
    save: (chosen: Retention): Promise<void> => commit.run(() => settings.save(chosen)),
    /** What was kept stays when it is switched off; of a smaller size the oldest go. */
    async saveRawAnswers(chosen: RawAnswers): Promise<void> {
      await commit.run(() => rawAnswers.choose(chosen))
      await removeRaw(rawAnswers.trim)
    },
    dropRawAnswers: (): Promise<void> => removeRaw(rawAnswers.drop),
    plan,
    /** Removes what its time has come for, in slices. One purge at a time: a second call is refused. */
    purge(full: boolean, options: Options = {}): Promise<PurgeReport> {
      if (running || tidying) throw new CommandError('wrong_state', 'Old data is being removed already.')
      running = remove(full, options).finally(() => {
        running = null
      })
      return running
    },
    /** Removes the last traces of what was removed, and gives the room back. Writes wait meanwhile, some seconds for each GB: call it when
     *  nothing runs, or when a person asks. */
    async tidy(): Promise<boolean> {
      await running
      tidying ??= tidy().finally(() => {
        tidying = null
      })
      return tidying
    },
    untidySince: settings.untidySince,
    /** Whether there is anything to tend to. */
    hasWork(): boolean {
      const { taskDays, textDays } = settings.get()
      return taskDays !== null || textDays !== null || settings.untidySince() !== null
    },
    /** To be called now and then, every quarter of an hour say: the daily purge, and the tidying that it leaves.
     *  @param idle whether nothing runs and nothing waits to run: only then may writes wait for the file */
    async tend(idle: () => boolean): Promise<void> {
      if (isDue()) await retention.purge(false)
      if (settings.untidySince() !== null && !running && idle() && !ending.signal.aborted) await retention.tidy()
    },
    async keeping(): Promise<DataKeeping> {
      return {
        ...{
          retention: settings.get(),
          rawAnswers: rawAnswers.chosen(),
          plan: await plan(),
          last: settings.last(),
          untidySince: settings.untidySince(),
        },
        ...{ size: dataSize(db, dataDir), setAside: listSetAside(dataDir) },
        ...{ purging: running !== null || tidying !== null },
      }
    },
    /** Ends a purge after its slice, and waits for the file if it is being rewritten. Before the store closes. */
    async stop(): Promise<void> {
      ending.abort()
      await Promise.allSettled([running, tidying])
    },
  }
  return retention
}
export type DataRetention = ReturnType<typeof createRetention>
