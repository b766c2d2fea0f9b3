import type { Bridge, EventName, EventOf, Handlers } from '#shared/contract'
import { defaultDeadAlert } from '#shared/dead-alert'
import { type DesktopSettings, type DesktopView, defaultDesktopSettings } from '#shared/desktop'
import type { ImportPreview } from '#shared/import'
import type { InsightQuery } from '#shared/insights'
import { noModelSettings } from '#shared/model-settings'
import type { PickRequest } from '#shared/picks'
import { assertNever, CommandError, type Result } from '#shared/result'
import type { RawAnswers, Retention } from '#shared/retention'
import { plainLayout } from '#shared/table-layout'
import type { BatchId, TaskId, TaskView } from '#shared/task'
import type { Filter, LiveSection, Tab, ViewPatch, ViewQuery } from '#shared/view'
import { compareCommands } from './compare'
import { detailOf } from './details'
import { madeUpDryRun as madeUpDryRunDetail, madeUpRun } from './dry-run'
import { madeUpExports, madeUpPreview } from './exports'
import { feedback, templateCommands } from './imports'
import { madeUpInsights, noInsights } from './insights'
import { keeping, verification } from './keeping'
import { bulkCommands } from './letters/bulk'
import { madeUpInfo, madeUpSettings, restingGate } from './limits'
import { estimate, estimateOfOne, spent, withMoney } from './money'
import { busy, practice } from './overviews'
import { aRelease, madeUpDryRun, madeUpLog, madeUpRules } from './releases'
import type { Scenario } from './scenarios'
import { madeUpSchedules, previewOf } from './schedules'
import { now } from './tasks'
import { madeUpWatches } from './watches'
import { wireOf } from './wire'

type Commands = { [C in keyof Handlers]?: (request: never) => unknown }

/** A main process made up for the preview and for tests: it answers, and remembers what it was asked. */
export function fakeBridge(scenario: Scenario, own: Commands = {}) {
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const asked: { command: string; request: unknown }[] = []
  const overview = scenario.overview ?? busy
  const closed = new Set(overview.gates.flatMap(({ id, state }) => (state.kind === 'closed' ? [id] : [])))
  const known = Array.from({ length: Math.min(scenario.total, 400) }, (_, index) => scenario.task(index)).filter(
    (task) => task !== undefined,
  )

  let shown: ViewPatch | null = null
  let pick: Pick<PickRequest, 'pickId' | 'between'> | null = null

  /** With the rows that are of the window's pick: those between two places, or all. */
  function marked(patch: ViewPatch): ViewPatch {
    if (!pick) return patch
    const { pickId, between } = pick
    const { body } = patch
    const ids = body.kind === 'list' ? body.order : body.sections.flatMap(({ order }) => order)
    const ends = between ? [between.from.index, between.to.index] : [0, Number.POSITIVE_INFINITY]
    const start = body.kind === 'list' ? body.start : 0
    const isIn = (index: number) => index + start >= Math.min(...ends) && index + start <= Math.max(...ends)
    return { ...patch, picked: { pickId, ids: ids.filter((_, index) => isIn(index)) } }
  }

  const commands: Commands = {
    getOverview: () => (scenario.overview === null ? never() : scenario.overview),
    getDesktop: () => desktop,
    getStartAtLogin: () => ({ on: false, can: true, note: null }),
    setStartAtLogin: ({ on }: { on: boolean }) => ({ on, can: true, note: null }),
    saveDesktop: (settings: DesktopSettings) => ({ ...settings, can: desktop.can }),
    getSettings: () => ({
      theme: 'system',
      timeFormat: 'system',
      version: '0.1.0',
      dataDir: 'Trilane',
      platform: 'linux',
      keychain: true,
    }),
    findTasks: ({ filter, id, limit }: { filter: Filter; id?: number; limit: number }) => {
      const words = filter.text.trim().toLowerCase()
      const isFound = (task: TaskView) =>
        task.id === id ||
        ((words !== '' || filter.lane !== undefined) &&
          task.title.toLowerCase().includes(words) &&
          (!filter.lane || task.lane === filter.lane)) ||
        (filter.row !== undefined && task.position >= filter.row.from && task.position <= filter.row.to)
      const tasks = known.filter(isFound)
      return { tasks: tasks.slice(0, limit), total: tasks.length }
    },
    openView: ({
      viewId,
      query,
      range,
    }: {
      viewId: number
      query: ViewQuery
      range: { start: number; end: number }
    }) => {
      if (scenario.rows === 'never') return never()
      if (scenario.rows === 'error') throw new Error('The database is locked by another process.')
      shown = viewOf(scenario, known, closed, viewId, query, range)
      return marked(shown)
    },
    getTableLayout: () => plainLayout,
    pickTasks: ({ pickId, between }: PickRequest) => {
      pick = { pickId, between }
      queueMicrotask(() => shown && send('view', marked(shown)))
      const total = between ? Math.abs(between.to.index - between.from.index) + 1 : scenario.total
      return { pickId, total, states: between ? { queued: total } : statesOf(overview), capped: false }
    },
    watchTask: ({ id }: { id: TaskId | null }) => {
      const task = id === null ? undefined : (known.find((each) => each.id === id) ?? scenario.task(id - 1))
      return task ? detailWith(task) : null
    },
    getAttemptWire: wireOf,
    estimateCost: (asked: { readonly kind: string }) => (asked.kind === 'prompts' ? estimateOfOne : estimate),
    getSpend: () => (scenario.total === 0 ? { days: [], models: [] } : spent),
    getInsights: (query: InsightQuery) => (scenario.total === 0 ? noInsights(query) : madeUpInsights(query)),
    findLocalServers: () => [
      {
        ...{ name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', preset: 'ollama', parallel: 1 },
        models: ['qwen3:8b', 'llama3.2', 'nomic-embed-text'],
      },
    ],
    getGates: ({ providerId }: { providerId: string }) => ({
      gates: [...overview.gates, restingGate].filter((gate) => gate.providerId === providerId),
      paces: overview.paces,
    }),
    forgetLimits: () => ({}),
    getModelInfo: () => madeUpInfo,
    listModelSettings: ({ providerId }: { providerId: string }) => (providerId === 'openai' ? madeUpSettings : []),
    getModelSettings: ({ model }: { model: string }) =>
      madeUpSettings.find((each) => each.model === model)?.settings ?? noModelSettings,
    saveModelSettings: ({ settings }: { settings: object }) => settings,
    submitPrompts: () => ({ batchId: 1 as BatchId, ids: [] }),
    runSample: () => ({ batchId: 1 as BatchId }),
    cancelTasks: () => ({ done: 1, skipped: 0, undo: 'undo-cancel' }),
    requeueTasks: () => ({ done: 8, skipped: 0, undo: 'undo-requeue' }),
    discardTasks: () => ({ done: 3, skipped: 1, undo: 'undo-discard' }),
    requeueTask: ({ id }: { id: TaskId }) => detailOf(known.find((each) => each.id === id) ?? fail()),
    runAgain: ({ id }: { id: TaskId }) => ({ id: (id + 1) as TaskId }),
    changeTasks: ({ selection }: { selection: { tasks?: unknown[] } }) => ({
      ...{ done: selection.tasks?.length ?? 490, skipped: 0, undo: 'undo-change' },
    }),
    undo: () => ({ done: 1 }),
    pickFiles: () => feedback,
    ...templateCommands,
    previewImport: () => preview,
    choosePromptColumn: ({ column }: { column: string }) => ({ ...preview, promptColumn: column }),
    startImport: () => ({ batchId: 1 as BatchId, queued: preview.progress.prompts }),
    saveProvider: () => practice,
    pickCaFile: () => ({ file: '/home/me/ca.pem' }),
    testProvider: () => ({
      at: now,
      ok: true,
      message: 'Connected: 38 models',
      latencyMs: 210,
      models: ['gpt-4o-mini'],
    }),
    listSchedules: () => (scenario.total === 0 ? [] : madeUpSchedules),
    previewSchedule: previewOf,
    saveSchedule: (input: object) => ({ ...madeUpSchedules[0], ...input }),
    pauseSchedule: ({ id, paused }: { id: number; paused: boolean }) => ({
      ...madeUpSchedules.find((each) => each.id === id),
      ...(paused ? { state: 'paused', nextAt: null } : { state: 'active', nextAt: now + 3_600_000 }),
    }),
    runSchedule: () => ({ batchId: 1 as BatchId }),
    listWatches: () => (scenario.total === 0 ? [] : madeUpWatches),
    pickWatchFolder: () => ({ folder: '/home/mara/Feedback/incoming' }),
    surveyFolder: ({ folder }: { folder: string }) => ({
      ...{ folder, files: 12, bytes: 3_400_000, first: ['week-41.csv', 'week-42.csv'], notes: [] },
    }),
    saveWatch: (input: object) => ({ ...madeUpWatches[0], ...input }),
    pauseWatch: ({ id, paused }: { id: number; paused: boolean }) => ({
      ...madeUpWatches.find((each) => each.id === id),
      ...{ state: paused ? 'paused' : 'on', pausedFor: null },
    }),
    lookAtWatch: ({ id }: { id: number }) => madeUpWatches.find((each) => each.id === id),
    retryWatchFile: () => madeUpWatches[0],
    removeWatch: () => ({}),
    showWatchFile: () => ({}),
    getDataKeeping: () => keeping,
    saveRetention: (retention: Retention) => ({ ...keeping, retention }),
    saveRawAnswers: (rawAnswers: RawAnswers) => ({ ...keeping, rawAnswers }),
    dropRawAnswers: () => keeping,
    purgeNow: () => keeping,
    deleteSetAside: () => ({ ...keeping, size: { ...keeping.size, setAside: 0, setAsideCount: 0 }, setAside: [] }),
    verifyBatch: () => verification,
    ...bulkCommands({
      of: 'letters',
      listed: () => scenario.total,
      send: (told) => send('bulkAction', told),
      letters: known,
      detailOf,
    }),
    listRules: () => (scenario.total === 0 ? [] : madeUpRules),
    saveRule: (input: object) => ({ ...madeUpRules[0], ...input }),
    dryRunRule: () => madeUpDryRun,
    getRuleLog: ({ before }: { before: number | null }) => (before === null ? madeUpLog : []),
    previewExport: madeUpPreview,
    startExport: () => ({ kind: 'written', file: '/home/ada/feedback/product-reviews-q3.csv', rows: 4_806, notes: [] }),
    listExports: () => (scenario.total === 0 ? [] : madeUpExports),
    copyRows: () => ({ rows: 4_806 }),
    getDryRun: () => madeUpDryRunDetail,
    releaseDryRun: () => ({ ...madeUpRun, state: 'released', endedAt: now }),
    letGoDryRun: () => ({ done: 4_801, skipped: 0, undo: 'undo-let-go' }),
    ...compareCommands(scenario.compare ?? 'two'),
    getDeadAlert: () => defaultDeadAlert,
    saveDeadAlert: (alert: object) => alert,
    probeLetters: () => aRelease({}),
    releaseLetters: ({ id }: { id: number }) => aRelease({ id, state: 'releasing' }),
    pauseRelease: ({ id, paused }: { id: number; paused: boolean }) =>
      aRelease({ id, state: 'releasing', pausedAt: paused ? now : null }),
    abortRelease: ({ id }: { id: number }) => aRelease({ id, state: 'aborted', endedAt: now }),
    exportReceipt: () => ({ file: '/home/me/receipt.json', tasks: verification.tasks }),
    ...own,
  }
  /** Of a scenario about money, attempts have costs. */
  function detailWith(task: TaskView) {
    const detail = detailOf(task)
    return overview.spend ? { ...detail, attempts: withMoney(detail.attempts, task) } : detail
  }
  const call =
    (command: string) =>
    async (request: never): Promise<Result<unknown>> => {
      asked.push({ command, request })
      try {
        const value = await commands[command as keyof Handlers]?.(request)
        return { ok: true, value: value === undefined ? {} : value }
      } catch (error) {
        return {
          ok: false,
          error: {
            code: error instanceof CommandError ? error.code : 'internal',
            message: error instanceof Error ? error.message : String(error),
          },
        }
      }
    }
  const bridge = new Proxy({} as Bridge, {
    get: (_target, name) => {
      if (name === 'on') return on
      if (name === 'pathsOf') return (files: readonly File[]) => files.map(({ name: file }) => `/home/me/${file}`)
      return call(String(name))
    },
  })
  function on<E extends EventName>(event: E, listener: (payload: EventOf<E>) => void) {
    const set = listeners.get(event) ?? new Set()
    listeners.set(event, set)
    set.add(listener as (payload: never) => void)
    return () => set.delete(listener as (payload: never) => void)
  }
  function send<E extends EventName>(event: E, payload: EventOf<E>) {
    for (const listener of listeners.get(event) ?? []) listener(payload as never)
  }
  return { bridge, asked, send } // send: an event as main would
}

const statesOf = ({ counts }: Pick<typeof busy, 'counts'>) =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0))
const desktop: DesktopView = { ...defaultDesktopSettings, can: { notify: true, tray: true } }
const never = () => new Promise(() => {})
const fail = () => {
  throw new Error('This task is not in the store any more.')
}

function viewOf(
  scenario: Scenario,
  known: readonly TaskView[],
  closed: ReadonlySet<number>,
  viewId: number,
  query: ViewQuery,
  { start, end }: { start: number; end: number },
): ViewPatch {
  const inScope = known.filter(({ batchId }) => query.batchId === null || query.batchId === batchId)
  const of = (tab: Tab) => inScope.filter((task) => isIn(tab, task, closed))
  const patch = { viewId, seq: 1, at: now }
  if (query.kind === 'live') {
    const { counts, lanes } = scenario.overview ?? busy
    const held = lanes.reduce((sum, lane) => sum + lane.held, 0)
    const section = (key: LiveSection['key'], tasks: readonly TaskView[], total: number): LiveSection => ({
      ...{ key, total, order: tasks.map(({ id }) => id) },
    })
    const ended = [...of('done'), ...of('dead'), ...of('cancelled')].sort((a, b) => endOf(b) - endOf(a))
    const sections = [
      section('running', of('running'), counts.running),
      section('waiting', of('waiting').slice(0, 6), counts.backing_off + counts.scheduled + counts.waiting + held),
      section('next', of('ready').slice(0, 6), counts.queued - held),
      section('finished', ended.slice(0, 20), counts.succeeded + counts.dead + counts.cancelled),
    ]
    return { ...patch, changed: inScope, body: { kind: 'live', sections } }
  }
  const { filter, tab } = query
  if (tab === 'all' && scenario.total > known.length && filter.text === '') {
    const rows = Array.from({ length: Math.min(end, scenario.total) - start }, (_, index) =>
      scenario.task(start + index),
    )
    const changed = rows.filter((row) => row !== undefined)
    return {
      ...patch,
      changed,
      body: {
        ...{ kind: 'list', total: scenario.total, start, order: changed.map(({ id }) => id) },
        ...(query.sort && query.sort.by !== 'source' ? { sortedAt: now - 42_000 } : {}),
      },
    }
  }
  const rows = of(tab).filter(
    (task) =>
      task.title.toLowerCase().includes(filter.text.trim().toLowerCase()) &&
      (!filter.lane || task.lane === filter.lane) &&
      (!filter.model || task.model.includes(filter.model)) &&
      (!filter.status || (task.state.kind === 'dead' && task.state.failure.status === filter.status)),
  )
  const shown = rows.slice(start, end)
  return {
    ...patch,
    changed: shown,
    body: { kind: 'list', total: rows.length, start, order: shown.map(({ id }) => id) },
  }
}

const endOf = ({ state }: TaskView) => ('settledAt' in state ? state.settledAt : 0)

function isIn(tab: Tab, { state, gateId }: TaskView, closed: ReadonlySet<number>): boolean {
  const held = state.kind === 'queued' && closed.has(gateId)
  switch (tab) {
    case 'all':
      return true
    case 'waiting':
      return held || state.kind === 'backing_off' || state.kind === 'scheduled' || state.kind === 'waiting'
    case 'ready':
      return state.kind === 'queued' && !held
    case 'done':
      return state.kind === 'succeeded'
    case 'running':
    case 'dead':
    case 'cancelled':
      return state.kind === tab
    default:
      return assertNever(tab)
  }
}

const plainFile = {
  ...({ encoding: 'utf-8', encodingGuessed: false, gzip: false } as const),
  ...{ delimiter: null, header: true, sheets: [], sheet: null },
}
export const preview: ImportPreview = {
  importId: 'import-1',
  choices: {},
  fixed: 0,
  duplicates: 0,
  files: [{ ...plainFile, name: 'gsm8k-test.jsonl', bytes: 749_738, format: 'jsonl' }],
  columns: [
    { name: 'question', first: 'Janet’s ducks lay 16 eggs per day. She eats three for breakfast every morning …' },
    { name: 'answer', first: 'Janet sells 16 - 3 - 4 = 9 duck eggs a day. #### 18' },
  ],
  ...{ promptColumn: 'question', needsPromptColumn: true },
  rows: Array.from({ length: 20 }, (_, index) => ({
    ...{ file: 'gsm8k-test.jsonl', line: index + 1, customId: null },
    prompt: `Janet’s ducks lay ${16 + index} eggs per day. She eats three for breakfast every morning and bakes muffins for her friends every day with four. How much does she make?`,
  })),
  rejected: [
    { file: 'gsm8k-test.jsonl', line: 214, reason: 'question is empty' },
    { file: 'gsm8k-test.jsonl', line: 887, reason: 'this line is no JSON: it ends in the middle of a string' },
  ],
  progress: {
    ...{ importId: 'import-1', phase: 'scanned', bytesRead: 749_738, bytesTotal: 749_738, prompts: 1_317, rejected: 2 },
    message: null,
  },
}
