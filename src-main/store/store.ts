import { type LocalDays, localDays } from '#shared/local-day'
import type { EpochMs, GateId, TaskId, TaskState, TaskView } from '#shared/task'
import type { Claim, Cost, Settlement } from '#shared/work'
import { alertsTable } from './alerts'
import { answersTable } from './answers'
import { attemptThenTable } from './attempt-then'
import { attemptWireTable } from './attempt-wire'
import { attemptsTable } from './attempts'
import { batchLife } from './batch-life'
import { batchReport } from './batch-report'
import { batchRequests } from './batch-requests'
import { batchesTable, type StoredBatch } from './batches'
import { openBooks } from './books'
import { bootsTable } from './boots'
import { letterChanges } from './bulk/change'
import { bulkStore } from './bulk/store'
import { createChanges, type EventKind } from './changes'
import { closeStore } from './close-store'
import { createCommitter } from './commit'
import { comparedRows } from './compared-rows'
import { comparing } from './comparing'
import { counters } from './counters'
import { countsReader } from './counts'
import { crashPoint } from './crash-point'
import { closeUntouched, type Database, sqliteCode } from './database'
import { deadGroupsReader } from './dead-groups'
import { dependenciesTable } from './dependencies'
import { dryRunsTable } from './dry-runs'
import { engineState } from './engine-state'
import { eventsTable } from './events'
import { exportReader } from './export-reader'
import { exportsTable } from './exports'
import { gatesTable } from './gates'
import { taskGraph } from './graph'
import { insightsReader } from './insights/read'
import { insightsTable } from './insights/table'
import { intake } from './intake'
import { keysTable } from './keys'
import { knownRows } from './known-rows'
import { lanesTable } from './lanes'
import { lateAnswersTable } from './late-answers'
import { lettersTable } from './letters'
import { lockDataDir } from './lock'
import { mergesTable } from './merges'
import { metaTable } from './meta'
import { modelSettingsTable } from './model-settings'
import { modelToldTable } from './model-told'
import { openDatabase } from './open'
import { payloadsTable } from './payloads'
import { preparedLater } from './prepared-later'
import { processRuns } from './process-runs'
import { providersTable } from './providers'
import { ratingsTable } from './ratings'
import { rawAnswersTable } from './raw-answers'
import { readyLists } from './ready'
import { releasesTable } from './releases'
import { remoteWork } from './remote-work'
import { resultsTable } from './results'
import { rulesTable } from './rules'
import { createBallast } from './safety/ballast'
import { createCheckpoints } from './safety/checkpoints'
import { databaseFile } from './safety/files'
import { createHealth, type Health } from './safety/health'
import { asStorageError, refuse } from './safety/refusals'
import { isStorageError, troubleOf } from './safety/trouble'
import { schedulesStore } from './schedules'
import { isAsMade } from './schema-as-made'
import { sharedCalls } from './sharing'
import { sinceDeath } from './since-death'
import { sourceRowsTable } from './source-rows'
import { spendTable } from './spend'
import { strikesTable } from './strikes'
import { type MoveChanges, taskMoves } from './task-moves'
import { taskReads } from './task-reads'
import { tasksTable } from './tasks'
import { templatesTable } from './templates'
import { variantsTable } from './variants'
import { viewsReader } from './views'
import { watchSpend } from './watch-spend'
import { watchesTable } from './watches'
import { work } from './work'

/**
 * Opens the data folder's store, alone: CommandError 'in_use' when another process has it, StorageError when the file cannot be used.
 * @param days by which money is counted: those of the machine's own time zone
 */
export function openStore(dataDir: string, days: LocalDays = localDays()) {
  const unlock = lockDataDir(dataDir)
  const health = createHealth(dataDir)
  const file = databaseFile(dataDir)
  let db: Database | null = null
  let asMade = true
  try {
    db = openDatabase(file)
    // To prepare a statement looks at the tables that it names. Where they are not as they were made, all are prepared now, while what is wrong
    // with them can still be told and decided.
    asMade = isAsMade(db)
    if (asMade) db = preparedLater(db)
    const store = createStore(dataDir, { db, health, unlock, days })
    // Damage in what every start reads shows here, where it can still be told and decided, and not in the middle of the work.
    const { loadLanes, loadGates, loadPaused, loadSuspects, leftRunning, nextDueAt, stagingBatches } = store
    for (const read of [loadLanes, loadGates, loadPaused, loadSuspects, leftRunning, nextDueAt, stagingBatches]) read()
    return store
  } catch (error) {
    health.met(error)
    try {
      if (db) closeUntouched(db)
    } finally {
      unlock()
    }
    // What a statement names is not there: SQLite itself takes that for a mistake of the statement.
    if (!asMade && sqliteCode(error) === 'SQLITE_ERROR') throw refuse('damaged', file, (error as Error).message)
    throw asStorageError(error, file)
  }
}
export type Store = ReturnType<typeof openStore>

type Opened = {
  readonly db: Database
  readonly health: Health
  readonly unlock: () => void
  readonly days: LocalDays
}

function createStore(dataDir: string, { db, health, unlock, days }: Opened) {
  const changes = createChanges()
  const events = eventsTable(db)
  const counted = counters(db)
  const spend = spendTable(db)
  const spentByWatch = watchSpend(db)
  const insights = insightsTable(db, days)
  const insightsRead = insightsReader(insights, days)
  const meta = metaTable(db)
  const lanes = lanesTable(db)
  const gates = gatesTable(db)
  const batches = batchesTable(db)
  const tasks = tasksTable(db, changes)
  const payloads = payloadsTable(db)
  const sourceRows = sourceRowsTable(db)
  const variants = variantsTable(db)
  const templates = templatesTable(db)
  const attempts = attemptsTable(db)
  const thens = attemptThenTable(db)
  const rawAnswers = rawAnswersTable(db, meta)
  const wires = attemptWireTable(db, rawAnswers)
  const results = resultsTable(db)
  const answers = answersTable(db, meta)
  const lateAnswers = lateAnswersTable(db)
  const dependencies = dependenciesTable(db)
  const letters = lettersTable(db, changes)
  const graph = taskGraph(db, dependencies, changes, letters)
  const providers = providersTable(db)
  const keys = keysTable(db, meta)
  const modelSettings = modelSettingsTable(db)
  const modelTold = modelToldTable(db)
  const boots = bootsTable(db)
  const strikes = strikesTable(db)
  const dryRuns = dryRunsTable(db)
  const ratings = ratingsTable(db)
  const compared = comparedRows(db, ratings)
  const ready = readyLists(db, undefined, dryRuns.boundary)
  const sharing = sharedCalls()
  const installationId = meta.installationId()
  const queueListeners = new Set<() => void>()

  const known = knownRows({ batches, gates })
  function forgetKnown() {
    known.forget()
    rawAnswers.forget()
    modelSettings.forget()
    modelTold.forget()
    sourceRows.forgetKnown()
    alerts.forget()
    releases.forget()
    rules.forget()
    dryRuns.forget()
    compared.forget()
    spentByWatch.forget()
  }

  let linesAreStale = false
  function readLinesAnew() {
    linesAreStale = true // until they could be read
    ready.reload()
    linesAreStale = false
  }

  const checkpoints = createCheckpoints(db, health.failed, () => commit.hold())
  const commit = createCommitter({
    db,
    changes,
    health,
    beforeCommit() {
      const { tasks: ids, kinds } = changes.current
      counted.write(changes)
      spend.write(changes)
      spentByWatch.follow(changes)
      insights.write(changes)
      insightsRead.wrote(changes)
      alerts.follow(changes)
      const at = Date.now()
      dryRuns.follow(changes, at)
      compared.follow(changes)
      releases.follow(ids)
      rules.follow(changes.current)
      if (ids.length > 0) events.append(at, 'tasks', ids)
      for (const kind of kinds) events.append(at, kind, [])
    },
    mark() {
      const forget = sharing.mark()
      return () => {
        forget()
        forgetKnown() // the next write of the group must not use a gate that this one made
      }
    },
    afterwards(written) {
      sharing.afterwards(written !== 'nothing')
      if (written !== 'nothing') checkpoints.afterCommit()
      if (written !== 'all') forgetKnown()
      // A claim that failed had taken its tasks out of line.
      if (written !== 'all' || linesAreStale) readLinesAnew()
      else ready.add(changes.current.queued)
      if (written !== 'nothing' && changes.current.queued.length > 0) for (const listener of queueListeners) listener()
    },
  })
  readLinesAnew()
  const ballast = createBallast(dataDir)
  void ballast.restore()

  const { batch, gateId, nameOfGate } = known

  const merges = mergesTable({ db, changes, batches, tasks })
  const newTasks = intake({ changes, tasks, payloads, batches, results, dependencies, graph, gateId })
  const runs = processRuns({ run: commit.run, boots, tasks, strikes, nameOfGate })
  const engineWork = work({
    ...{
      changes,
      ready,
      sharing,
      tasks,
      payloads,
      attempts,
      wires,
      thens,
      rawAnswers,
      results,
      answers,
      lateAnswers,
      dependencies,
      graph,
    },
    ...{ db, batch, gateOf: nameOfGate, installationId, boot: () => runs.boot(), days },
    books: openBooks({ db, changes, spend, watchSpend: spentByWatch, batch }),
    ahead: () => releases.ahead(),
    pausedByAlert: (id) => alerts.of(id)?.paused === true,
    dryRuns,
  })
  const changed = (kind: EventKind) => changes.news(kind)
  const bulk = bulkStore({
    ...{ db, run: commit.run, letters },
    changes: letterChanges({ db, changes, tasks, payloads, letters, strikes, dependencies, graph, gateId, newTasks }),
  })
  const schedules = schedulesStore({
    ...{ db, changes, run: commit.run, prepare: (options) => life.prepare(options) },
    queueBatch(input, inputs, now) {
      const id = batches.insert(input)
      newTasks.add(id, inputs, now, { visible: true })
      changed('batch')
      return id
    },
  })

  const moveTask = taskMoves({ tasks, payloads, strikes, letters, graph })
  const alerts = alertsTable({
    ...{ db, meta, batch },
    pause(id) {
      batches.change(id, { paused: true })
      known.forgetBatch(id)
    },
  })
  const life = batchLife({
    ...{ run: commit.run, batches, merges, variants, sourceRows, dryRuns, alerts, newTasks },
    addOlder: () => answers.addOlder(engineWork.asked),
    changed: () => changed('batch'),
    forget: known.forgetBatch,
    readLinesAfterwards() {
      linesAreStale = true
    },
  })
  const requeue = (task: TaskView, now: EpochMs, gateId?: GateId) =>
    moveTask(task, { kind: 'queued' }, now, { retriesUsed: 0, afresh: true, gateId })
  const releases = releasesTable({ db, task: tasks.get, requeue, news: () => changed('lane') })
  const rules = rulesTable({
    ...{ db, task: tasks.get, requeue, gateId, label: letters.label },
    news: () => changed('lane'),
  })

  return {
    ...{ alerts, releases, rules, dryRuns, ratings, compared },
    ...{
      exports: exportsTable(db, () => changed('lane')),
      exportReader: exportReader(db),
      requestsOf: batchRequests(db),
    },
    watches: watchesTable(db, () => changed('lane')),
    ...{
      db,
      events,
      gates,
      lanes,
      providers,
      keys,
      modelSettings,
      modelTold,
      payloads,
      sourceRows,
      variants,
      templates,
      attempts,
      wires,
      thens,
      rawAnswers,
      results,
      batches,
      meta,
      changes,
      schedules,
      bulk,
      spend,
      watchSpend: spentByWatch,
      insights,
      readInsights: insightsRead.read,
      days,
    },
    tasks: { get: tasks.get, nextDueAt: tasks.nextDueAt },
    task: tasks.get,
    running: tasks.runningViews,
    lastPosition: tasks.lastPosition,
    tasksBetween: tasks.between,
    tasksAmong: tasks.among,
    ...{ ballast, troubleOf, isStorageError },
    /** An error that nobody else hears of, as in a timer: where the disk or the file made it, whoever watches the disk is told. */
    failed: health.failed,
    onFailure: health.onFailure,
    /** There is a sign that the file is damaged: it is not marked as whole when it is closed, and the next start reads all of it. */
    doubt: health.doubt,
    ping: (): Promise<void> => commit.run(() => meta.set('ping', String(Date.now()))),
    counts: countsReader(db, changes.leftEnds),
    deadGroups: deadGroupsReader(db),
    /** What is not as it was when a letter died: for outlookOf. */
    changedSinceDeath: sinceDeath(db, dependencies),
    report: batchReport(db),
    views: viewsReader(db),
    onNews: commit.onNews,
    /** Called after a commit that put tasks in line, whoever made it. */
    onQueued(listener: () => void): () => void {
      queueListeners.add(listener)
      return () => queueListeners.delete(listener)
    },
    keepsRawAnswers: (): boolean => rawAnswers.chosen().keep,
    savedAt: commit.savedAt,
    /** Any other write, in the transaction of this turn. It says itself what it changed: `changes`. */
    write: commit.run,
    hold: commit.hold,
    /** The counters were put right: the lines are named by them. */
    readLinesAnew,

    ...life.methods,
    byCustomId: tasks.byCustomId,
    ...comparing({ commit, ratings, compared, variants }),
    ...runs,
    stagingBatches: batches.staging,

    /** Takes queued tasks of a lane: each is running, on disk, when this resolves. */
    claim: (claim: Claim) => commit.run(() => engineWork.claim(claim)),
    /** On disk before the call goes out, or after its first byte came. */
    markProgress: (id: TaskId, attempt: number, progress: 'sent' | 'first_byte'): Promise<void> =>
      commit.run(() => engineWork.progress(id, attempt, progress)),
    /** Ends an attempt and moves its task on; false when that attempt no longer ran, and then only its answer is kept, as a late one. */
    settle: (settlement: Settlement, now: EpochMs): Promise<boolean> =>
      commit.run(() => engineWork.settle(settlement, now)),
    ...remoteWork({ run: commit.run, remote: engineWork.remote, changed: () => changed('batch') }),
    /** For tests of crashes: see crash-point.ts. */
    crashPoint,
    lateAnswer: (
      id: TaskId,
      attempt: number,
      outcome: Settlement['outcome'],
      now: EpochMs,
      price: Cost | null = null,
    ): Promise<void> => commit.run(() => engineWork.late(id, attempt, outcome, now, price)),
    /** Queues what is due, up to some hundred; the number tells whether there may be more. */
    releaseDue: (now: EpochMs): Promise<number> => commit.run(() => tasks.releaseDue(now, 300)),
    refundRetries: (ids: readonly TaskId[]): Promise<void> => commit.run(() => ids.forEach(tasks.refundRetry)),
    clampBackoffs: (now: EpochMs): Promise<number> => commit.run(() => tasks.clampBackoffs(now)),
    nextDueAt: tasks.nextDueAt,
    ...engineState({ run: commit.run, changed, gates, lanes, meta, providers }),

    /** A person's change to a task as they saw it; false when it moved on, or is blocked and stays so. An edit becomes a new revision in the
     *  same transaction. */
    move: (task: TaskView, to: TaskState, now: EpochMs, changes: MoveChanges = {}): Promise<boolean> =>
      commit.run(() => moveTask(task, to, now, changes)),

    ...taskReads({
      ...{ tasks, payloads, attempts, results, dependencies, lateAnswers, installationId },
      request: engineWork.request,
    }),

    /** Writes what is waiting and lets go of the folder, whatever the disk does. */
    close: () => closeStore({ db, commit, checkpoints, health, endBoot: runs.endBoot, unlock }),
  }
}

export type { StoredBatch }
