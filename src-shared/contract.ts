import { z } from 'zod'
import { BatchName, BatchOptions, Priority } from './batch'
import { BulkAction, BulkId, BulkItem, BulkItemState, DryRun, LetterAction } from './bulk'
import { compareCommands } from './compare-contract'
import type { Command, EventName } from './contract-names'
import { DeadAlert } from './dead-alert'
import { DesktopSettings, DesktopView, mostDragged } from './desktop'
import { Destination, views } from './destination'
import { BatchDryRun, DryRunDetail, DryRunStart } from './dry-run'
import { Estimate } from './estimate'
import { ExportDone, ExportOptions, ExportPreview, LiveExport } from './export'
import { Gate } from './gate'
import { BadPlace, ImportPreview, ImportProgress, longestPasteChars, ReadChoices } from './import'
import { InsightQuery, Insights } from './insights'
import { LaneName, LanePolicy } from './lane'
import { LetterCounts } from './letters'
import { ModelInfo } from './model-info'
import { ModelName, ModelSettings } from './model-settings'
import { Overview, OverviewPatch, Pace } from './overview'
import { PickMade, PickRequest, PickSelection } from './picks'
import { KeyName, KeyText, LocalServer, ProviderInput, ProviderTest, ProviderView } from './provider'
import { RowProgress, Verification } from './receipt'
import { ReleasePace, ReleaseView } from './release'
import { JsonAnswer, JsonObject } from './request'
import type { Result } from './result'
import { DataKeeping, PurgePlan, Retention } from './retention'
import { Rule, RuleDryRun, RuleId, RuleInput, RuleLogEntry } from './rule'
import { ScheduleId, ScheduleInput, SchedulePreview, ScheduleView } from './schedule'
import { Budget, DaySpend, LocalDay, ModelSpend } from './spend'
import { Backup, BackupMade, DamageSurvey, Startup, StartupChoice } from './startup'
import { TableLayout } from './table-layout'
import { BatchId, EpochMs, TaskDetail, TaskId, TaskView } from './task'
import { templateCommands } from './template-contract'
import { VariantInputs } from './template-view'
import { Theme } from './theme'
import { Filter, Range, ViewPatch, ViewQuery } from './view'
import { WatchView } from './watch'
import { watchCommands } from './watch-contract'
import { AttemptWire } from './wire'

const Nothing = z.object({})
const Done = z.object({})
const OfBatch = z.object({ batchId: BatchId })
const OfBulk = z.object({ id: BulkId })
const ProviderKey = z.object({ providerId: z.string(), keyId: z.string() })
/** keepPlain: as in ProviderInput. */
const NewKey = z.object({ key: KeyText, keepPlain: z.boolean().optional() })
const ProviderModel = z.object({ providerId: z.string(), model: ModelName })
const Lane = z.union([LaneName, z.literal('auto')])
/** A task as the window knew it: refused as stale if it has changed since. */
const TaskRef = z.object({ id: TaskId, version: z.int() })
/** Which tasks a command is for: some that were picked, a pick that main keeps, a group of dead letters, or all of a batch that can. */
export const Selection = z.union([
  PickSelection,
  z.object({ tasks: z.array(TaskRef).min(1).max(10_000) }),
  z.object({ deadGroup: z.string(), batchId: BatchId.nullable() }),
  z.object({ batchId: BatchId }),
])
export type Selection = z.infer<typeof Selection>
/** What goes to a file: all of a batch, or some tasks. */
const ToExport = z.object({ source: Selection, options: ExportOptions })
/** How many it was done to, how many had moved on meanwhile, and the token that takes it back for the next 30 s. */
const Bulk = z.object({ done: z.int(), skipped: z.int(), undo: z.string().nullable() })

/** What stands still: what runs goes on, nothing new of it starts. */
export const PauseScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }), // also leaves safe mode
  z.object({ kind: z.literal('lane'), lane: LaneName }),
  z.object({ kind: z.literal('batch'), batchId: BatchId }),
  z.object({ kind: z.literal('provider'), providerId: z.string() }),
])
export type PauseScope = z.infer<typeof PauseScope>

/** How far a bulk action is: how many tasks it has been through, of how many. */
export const BulkProgress = z.object({ seen: z.int().nonnegative(), of: z.int().nonnegative() })
export type BulkProgress = z.infer<typeof BulkProgress>

/** What may be changed of tasks that have not ended. */
export const TaskChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start_now') }), // those that back off or are scheduled; a closed gate still holds them
  z.object({ kind: z.literal('start_at'), at: EpochMs }), // those that do not run
  z.object({ kind: z.literal('lane'), lane: LaneName }), // those that do not run
  z.object({ kind: z.literal('priority'), priority: Priority }),
])
export type TaskChange = z.infer<typeof TaskChange>

/** Under what rows are bad: the variants that they are to be asked under, or those of the batch that they are added to; with neither, as their prompt column has it. */
const badBy = { variants: VariantInputs.optional(), into: BatchId.optional() }

/** Target of new work; where the provider is left out, the default one. */
const Target = z.object({
  lane: Lane,
  providerId: z.string().optional(),
  model: z.string().trim().min(1).max(200).optional(),
})

/** Prompts as a person wrote them, and what holds for each of them. */
const Written = z.object({
  prompts: z.array(z.string().trim().min(1)).min(1).max(10_000),
  system: z.string().optional(),
  maxOutputTokens: z.int().positive().optional(),
  temperature: z.number().min(0).max(2).optional(),
  json: JsonAnswer.optional(),
  stop: z.array(z.string().min(1)).min(1).max(16).optional(),
  seed: z.int().optional(),
  extra: JsonObject.optional(), // fields of the provider's own, put into the body as they are
  images: z.array(z.string().trim().min(1).max(20_000_000)).max(20).optional(), // https: and data: URLs, and paths of this computer
})
/** What an estimate is for: prompts that are being written, or all rows of an import. */
const ToEstimate = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('prompts'),
    ...Target.omit({ lane: true }).shape,
    lane: Lane.default('auto'),
    ...Written.shape,
  }),
  z.object({
    kind: z.literal('import'),
    ...Target.omit({ lane: true }).shape,
    lane: Lane.default('auto'),
    importId: z.string(),
    halfPrice: z.boolean().optional(),
    variants: VariantInputs.optional(), // as in startImport
    into: BatchId.optional(), // as in startImport, in place of them
  }),
])

/** Tasks by a filter, or by the number of their row: the first few, and how many there are. */
const TaskSearch = z.object({
  filter: Filter,
  id: TaskId.optional(), // this task comes first, where it is kept
  limit: z.int().min(1).max(50),
})

/** What a running call has written: `text`, after `start` characters that came before it. What does not follow on what is known takes its place. */
export const LiveOutput = z.object({
  id: TaskId,
  attempt: z.int().positive(),
  start: z.int().nonnegative(),
  text: z.string(),
})
export type LiveOutput = z.infer<typeof LiveOutput>

/** Of clocks: as the system's language has it, or 12 or 24 hours. */
export const TimeFormat = z.enum(['system', '12', '24'])
export type TimeFormat = z.infer<typeof TimeFormat>
export const Settings = z.object({
  ...{ theme: Theme, timeFormat: TimeFormat.default('system') },
  awake: z.boolean().optional(), // whether the computer is kept from falling asleep while tasks run; left out: yes
  dryRunRows: z.int().min(0).max(100).optional(), // rows that a large import that costs begins with, as a person last chose; 0: none
})
export type Settings = z.infer<typeof Settings>
/** What is left out stays as it is. */
export const SettingsChange = z
  .object({ theme: Theme, timeFormat: TimeFormat, awake: z.boolean(), dryRunRows: z.int().min(0).max(100) })
  .partial()
export type SettingsChange = z.infer<typeof SettingsChange>

/** Every command once: what a window sends, and what it gets back. */
export const commands = {
  // what is on screen
  openView: {
    request: z.object({
      ...{ viewId: z.int(), query: ViewQuery, range: Range },
      fresh: z.boolean().optional(), // a long list is put in order anew
    }),
    response: ViewPatch,
  },
  closeView: { request: Nothing, response: Done },
  getOverview: { request: Nothing, response: Overview },
  pickTasks: { request: PickRequest, response: PickMade }, // refused as stale when a newer one took its place
  getTableLayout: { request: Nothing, response: TableLayout },
  saveTableLayout: { request: TableLayout, response: Done },
  watchTask: { request: z.object({ id: TaskId.nullable() }), response: TaskDetail.nullable() }, // then `task` events follow; null stops them
  getAttemptWire: { request: z.object({ id: TaskId, attempt: z.int().positive() }), response: AttemptWire },
  openTaskWindow: { request: z.object({ id: TaskId }), response: Done }, // the one that shows it already comes to the front
  findTasks: { request: TaskSearch, response: z.object({ tasks: z.array(TaskView), total: z.int() }) }, // beside the table, which stays as it is
  // work
  submitPrompts: {
    request: Target.extend({
      ...Written.shape,
      startAt: EpochMs.optional(), // not before then
      dryRun: DryRunStart.optional(), // of several prompts: only the first run until the rest is released
    }),
    response: z.object({ batchId: BatchId, ids: z.array(TaskId) }),
  },
  runSample: { request: Nothing, response: z.object({ batchId: BatchId }) },
  cancelTasks: { request: Selection, response: Bulk },
  requeueTask: { request: TaskRef.extend({ prompt: z.string().trim().min(1).optional() }), response: TaskDetail }, // prompt: an edit, and so a new revision
  runAgain: {
    request: z.object({ id: TaskId, prompt: z.string().trim().min(1).optional() }),
    response: z.object({ id: TaskId }),
  }, // of one that succeeded: a new task
  requeueTasks: { request: Selection, response: Bulk },
  discardTasks: { request: Selection, response: Bulk },
  changeTasks: { request: z.object({ selection: Selection, change: TaskChange }), response: Bulk },
  undo: { request: z.object({ token: z.string() }), response: z.object({ done: z.int() }) },
  // what is done to many letters, as an object: see bulk.ts. Of a batch, its dead letters are meant. `bulkAction` events follow each change
  previewBulk: { request: z.object({ selection: Selection, action: LetterAction }), response: DryRun }, // nothing is kept; a newer question of the window ends it with `stale`
  planBulk: { request: z.object({ selection: Selection, action: LetterAction }), response: BulkAction }, // frozen to its tasks, with its dry run; nothing is done yet
  runBulk: { request: OfBulk, response: BulkAction }, // answers once it has ended: done, or stopped, and then it can be run again for the rest
  stopBulk: { request: OfBulk, response: BulkAction }, // what is done stays done
  undoBulk: { request: OfBulk, response: BulkAction }, // but for tasks to which something happened since: `kept`
  dropBulk: { request: OfBulk, response: Done }, // it is forgotten; what it did stays
  getBulk: { request: OfBulk, response: BulkAction },
  listBulk: { request: Nothing, response: z.array(BulkAction) }, // the last 20 of a day that are for more than one task, newest first; others are known by their id alone
  getBulkItems: {
    request: OfBulk.extend({
      ...{ state: BulkItemState, after: z.int().nonnegative().default(0) }, // after: the last id of the page before
      limit: z.int().min(1).max(500).default(100),
    }),
    response: z.array(BulkItem),
  },
  /** The same for one task as the window saw it, done at once: refused as `stale`, with how it is now, when it moved on. `bulk.id` takes it back. */
  changeLetter: {
    request: TaskRef.extend({ action: LetterAction }),
    response: z.object({ task: TaskDetail, bulk: BulkAction }),
  },
  getLetterCounts: { request: Nothing, response: LetterCounts },
  // dead letters that go back by themselves; the overview's `releases` follow how they stand
  probeLetters: {
    request: z.object({
      selection: Selection,
      pace: ReleasePace.nullable(), // of the rest, once the one ahead has succeeded; null: a person is asked then
      probe: TaskId.optional(), // which one goes ahead; left out: the oldest
    }),
    response: ReleaseView,
  },
  releaseLetters: { request: z.object({ id: z.int(), pace: ReleasePace }), response: ReleaseView }, // once proved; or another pace
  abortRelease: { request: z.object({ id: z.int() }), response: ReleaseView },
  // rules for what dies from now on
  listRules: { request: Nothing, response: z.array(Rule) },
  saveRule: { request: RuleInput, response: Rule },
  removeRule: { request: z.object({ id: RuleId }), response: Done },
  dryRunRule: { request: RuleInput, response: RuleDryRun }, // of one that need not be saved; changes nothing
  getRuleLog: {
    request: z.object({
      ruleId: RuleId.nullable(), // null: of all, also of those that were removed
      before: z.int().nullable(), // an entry's id, for the next page
      limit: z.int().min(1).max(500),
    }),
    response: z.array(RuleLogEntry), // newest first
  },
  // when too many of a batch die; a batch's own is one of its options
  getDeadAlert: { request: Nothing, response: DeadAlert },
  saveDeadAlert: { request: DeadAlert, response: DeadAlert },
  // lanes and gates
  setPaused: { request: z.object({ scopes: z.array(PauseScope).min(1), paused: z.boolean() }), response: Done },
  setBatch: {
    request: z.object({
      ...{ batchId: BatchId, name: BatchName.optional() },
      ...{ priority: Priority.optional(), options: BatchOptions.optional() },
    }),
    response: Done,
  },
  setLanePolicy: { request: z.object({ lane: LaneName, policy: LanePolicy }), response: Done },
  openGate: { request: z.object({ gateId: z.int() }), response: Done },
  getGates: {
    request: z.object({ providerId: z.string() }),
    response: z.object({ gates: z.array(Gate), paces: z.array(Pace) }), // all of them, also those that the overview leaves out
  },
  forgetLimits: { request: z.object({ gateId: z.int() }), response: Done }, // what was told and measured; it is learned anew from the next call on
  ...templateCommands,
  ...compareCommands,
  // files
  pickFiles: { request: Nothing, response: ImportPreview.nullable() }, // null when the person closed the dialog
  previewImport: {
    request: z.union([
      z.object({ paths: z.array(z.string().min(1)).min(1).max(1_000) }), // files and folders
      z.object({ text: z.string().min(1).max(longestPasteChars) }), // what was pasted
    ]),
    response: ImportPreview,
  },
  changeImport: { request: z.object({ importId: z.string(), choices: ReadChoices }), response: ImportPreview }, // all that a person chose, in place of what they chose before
  choosePromptColumn: { request: z.object({ importId: z.string(), column: z.string() }), response: ImportPreview },
  readBadLine: {
    request: z.object({ importId: z.string(), place: BadPlace, ...badBy }),
    response: z.object({ text: z.string().nullable(), reason: z.string() }), // as it stands in the file; null where that cannot be told, or is too long to be edited
  },
  fixBadLine: {
    request: z.object({ importId: z.string(), place: BadPlace, text: z.string().nullable(), ...badBy }), // null takes it back; `wrong_state` if it is no better, with the reason
    response: ImportPreview,
  },
  exportBadLines: {
    request: z.object({ importId: z.string(), as: z.enum(['lines', 'list']), ...badBy }), // to be corrected and imported; or where each is, and why
    response: z.object({ files: z.array(z.string()), lines: z.int(), left: z.int() }).nullable(), // left: of which no text can be told; null when the person closed the dialog
  },
  startImport: {
    request: Target.extend({
      importId: z.string(),
      priority: Priority.optional(),
      options: BatchOptions.optional(),
      startAt: EpochMs.optional(), // not before then
      dryRun: DryRunStart.optional(), // only its first rows run until the rest is released; not before `startAt` either
      variants: VariantInputs.optional(), // each row is asked under each of them; left out: once, as its prompt column has it
      into: BatchId.optional(), // the rows go to the end of that batch, by its variants, options and priority: none of these is named then
      skipPresent: z.boolean().optional(), // with `into`: rows that the batch asked before, under each variant, are left out
    }),
    response: z.object({ batchId: BatchId, queued: z.int() }),
  },
  // the first rows of a batch before the rest; a batch's `dryRun` follows how it stands
  releaseDryRun: { request: OfBatch, response: BatchDryRun }, // all the rest goes, also where the first rows have not ended yet
  letGoDryRun: { request: OfBatch, response: Bulk }, // the rest is cancelled; what was answered stays. Taken back, it waits again
  getDryRun: { request: OfBatch, response: DryRunDetail }, // also once it was released; `not_found` where the batch began with none
  exportResults: {
    request: z.object({ batchId: BatchId.nullable() }), // null: of all batches
    response: z.object({ file: z.string(), tasks: z.int() }).nullable(), // null when the person closed the dialog
  },
  exportLetters: {
    request: z.object({ selection: Selection, withTexts: z.boolean().default(true) }), // false: prompts and answers are left out
    response: z.object({ file: z.string(), letters: z.int() }).nullable(), // see LetterReport; null when the person closed the dialog
  },
  // results as files: see export.ts; `exportChanged` events follow those that grow
  previewExport: { request: ToExport, response: ExportPreview },
  startExport: {
    request: ToExport.extend({ follow: z.boolean().default(false) }), // true, of a batch alone: the file grows as results settle
    response: z
      .discriminatedUnion('kind', [
        ExportDone.extend({ kind: z.literal('written') }),
        z.object({ kind: z.literal('grows'), export: LiveExport }),
      ])
      .nullable(), // null when the person closed the dialog
  },
  listExports: { request: Nothing, response: z.array(LiveExport) }, // that grow or grew, the newest first
  stopExport: { request: z.object({ id: z.int() }), response: LiveExport }, // what it has stays beside the file
  copyRows: { request: ToExport, response: z.object({ rows: z.int() }) }, // a table on the clipboard, as text and as HTML; of more than `mostCopied` it is refused
  cancelImport: { request: z.object({ importId: z.string() }), response: Done },
  dragResults: {
    request: z.union([
      z.object({ ids: z.array(TaskId).min(1).max(mostDragged) }),
      PickSelection,
      z.object({ batchId: BatchId, options: ExportOptions }), // all of a batch, in a format that a person chose
    ]),
    response: Done,
  }, // the pointer, still down, then holds a file of them; of a pick that is larger than `mostDragged` it is refused
  // providers
  saveProvider: { request: ProviderInput, response: ProviderView },
  removeProvider: { request: z.object({ id: z.string() }), response: Done },
  setDefaultProvider: { request: z.object({ id: z.string() }), response: Done },
  testProvider: { request: z.object({ id: z.string(), keyId: z.string().optional() }), response: ProviderTest },
  pickCaFile: { request: Nothing, response: z.object({ file: z.string() }).nullable() }, // null when the person closed the dialog
  dismissMultiplied: { request: z.object({ id: z.string() }), response: Done }, // it is told again when calls are repeated again
  // keys; tasks in line go out under any that is usable
  addKey: { request: NewKey.extend({ providerId: z.string(), name: KeyName.optional() }), response: ProviderView },
  replaceKey: { request: ProviderKey.extend(NewKey.shape), response: ProviderView },
  renameKey: { request: ProviderKey.extend({ name: KeyName }), response: ProviderView },
  removeKey: { request: ProviderKey, response: ProviderView },
  // models
  getModelSettings: { request: ProviderModel, response: ModelSettings }, // all null where nothing was set
  listModelSettings: {
    request: z.object({ providerId: z.string() }),
    response: z.array(z.object({ model: ModelName, settings: ModelSettings })), // of the models that a person set something for
  },
  getModelInfo: {
    request: ProviderModel.extend({ asSet: z.boolean().default(true) }), // false: what is known apart from what a person set
    response: ModelInfo,
  },
  saveModelSettings: { request: ProviderModel.extend({ settings: ModelSettings }), response: ModelSettings },
  findLocalServers: { request: Nothing, response: z.array(LocalServer) },
  // money, in nano-dollars; what a batch may cost is one of its options
  estimateCost: { request: ToEstimate, response: Estimate }, // counting takes a moment; a newer question of the window ends it with `stale`
  getSpend: {
    request: z.object({ from: LocalDay, to: LocalDay }), // both included
    response: z.object({ days: z.array(DaySpend), models: z.array(ModelSpend) }),
  },
  setDayBudget: { request: z.object({ budget: Budget.nullable() }), response: Done }, // of all calls of a local day; null: no limit
  getInsights: { request: InsightQuery, response: Insights }, // what calls came to over time
  // schedules; `schedules` events follow each change
  listSchedules: { request: Nothing, response: z.array(ScheduleView) },
  previewSchedule: {
    request: z.object({ cron: z.string().max(200), timeZone: z.string() }),
    response: SchedulePreview,
  },
  saveSchedule: { request: ScheduleInput, response: ScheduleView },
  pauseSchedule: { request: z.object({ id: ScheduleId, paused: z.boolean() }), response: ScheduleView },
  runSchedule: { request: z.object({ id: ScheduleId }), response: z.object({ batchId: BatchId }) },
  removeSchedule: { request: z.object({ id: ScheduleId }), response: Done },
  ...watchCommands,
  // receipts and retention; `verifying` events tell how far a check is
  exportReceipt: { request: OfBatch, response: z.object({ file: z.string(), tasks: z.int() }).nullable() }, // null when the person closed the dialog
  verifyBatch: { request: OfBatch.extend({ compare: z.boolean() }), response: Verification.nullable() }, // compare: with a receipt that the person picks
  stopVerifying: { request: Nothing, response: Done },
  getDataKeeping: { request: Nothing, response: DataKeeping },
  planPurge: { request: Retention, response: PurgePlan }, // what it would remove now
  saveRetention: { request: Retention, response: DataKeeping },
  purgeNow: { request: Nothing, response: DataKeeping },
  deleteSetAside: { request: z.object({ name: z.string() }), response: DataKeeping },
  // the start, and copies of the data
  getStartup: { request: Nothing, response: Startup },
  surveyDamage: { request: Nothing, response: DamageSurvey }, // reads the whole file: seconds
  settleStartup: { request: StartupChoice, response: Startup }, // when it is ready, the dashboard opens and this window closes
  showDataFile: { request: Nothing, response: Done },
  quitApp: { request: Nothing, response: Done },
  getBackups: { request: Nothing, response: z.array(Backup) }, // newest first
  backUpNow: { request: Nothing, response: BackupMade },
  deleteBackup: { request: z.object({ name: z.string() }), response: z.array(Backup) },
  restoreBackup: { request: z.object({ name: z.string() }), response: Done }, // once it is verified, the app restarts with it
  // the app
  getSettings: {
    request: Nothing,
    response: Settings.extend({
      version: z.string(),
      dataDir: z.string(),
      platform: z.string(),
      keychain: z.boolean(),
      versions: z.record(z.string(), z.string()).optional(), // of what the app is built on, by name
    }),
  },
  saveSettings: { request: SettingsChange, response: Done },
  copyText: { request: z.object({ text: z.string() }), response: Done },
  openLink: { request: z.object({ url: z.string().max(8_000) }), response: Done }, // https: and mailto: only
  getDesktop: { request: Nothing, response: DesktopView }, // notifications and the tray
  saveDesktop: { request: DesktopSettings, response: DesktopView },
  showAppMenu: { request: z.object({ x: z.int(), y: z.int() }), response: Done }, // where the window draws its own title bar; CSS pixels
} as const satisfies Record<Command, { request: z.ZodType; response: z.ZodType }>
export type { Command, EventName } from './contract-names'
export type Request<C extends Command> = z.input<(typeof commands)[C]['request']>
export type Parsed<C extends Command> = z.output<(typeof commands)[C]['request']>
export type Response<C extends Command> = z.output<(typeof commands)[C]['response']>

/** Something worth a sentence to the person at the window. */
export const Notice = z.object({
  kind: z.enum(['info', 'dead', 'error']),
  title: z.string(),
  detail: z.string(),
})
export type Notice = z.infer<typeof Notice>

/** What a native menu asks the window to do. */
export const MenuAction = z.enum(['new_prompt', 'import', 'pause', ...views, 'keyboard', 'sample', 'filter'])
export type MenuAction = z.infer<typeof MenuAction>

/** Every event that main sends to a window, once. */
export const events = {
  view: ViewPatch,
  overview: OverviewPatch,
  task: TaskDetail,
  taskGone: z.object({ id: TaskId }), // the task that the window watches is not in the store any more
  output: LiveOutput, // of the task that the window watches, while a streamed answer of it comes
  import: ImportProgress,
  imported: ImportPreview, // a large file has been counted to its end: its preview, with exact counts
  schedules: z.array(ScheduleView), // all of them, after one fired or changed
  watches: z.array(WatchView), // all folders that are watched, after something about them changed; several changes come together
  verifying: RowProgress.extend({ batchId: BatchId }),
  exportChanged: LiveExport, // one is that far, is in trouble, or has ended
  bulkAction: BulkAction, // one began or ended, or is that far: in any window, at most four times a second
  bulk: BulkProgress, // of what the window does to many tasks, once that takes a moment
  notice: Notice,
  settings: Settings, // they were changed, in this window or another
  menu: MenuAction,
  goTo: Destination, // a link, a notification or the tray leads there
  openFiles: z.object({ paths: z.array(z.string()).min(1) }), // the system gave the app files to open
} as const satisfies Record<EventName, z.ZodType>
export type EventOf<E extends EventName> = z.output<(typeof events)[E]>

/** `window.trilane`. A call never rejects. */
export type Bridge = {
  readonly [C in Command]: (request: Request<C>) => Promise<Result<Response<C>>>
} & {
  /** Calls `listener` with every such event until the returned function is called. */
  readonly on: <E extends EventName>(event: E, listener: (payload: EventOf<E>) => void) => () => void
  /** Where dropped files are on this machine; '' for what is not a file there. */
  readonly pathsOf: (files: readonly File[]) => string[]
}
/** Handlers of main: one missing does not compile. Expected failures are thrown as CommandError. */
export type Handlers = { readonly [C in Command]: (request: Parsed<C>, window: WindowId) => Promise<Response<C>> }
export type WindowId = number
