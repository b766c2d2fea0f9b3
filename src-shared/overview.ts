import { z } from 'zod'
import { Batch, Counts } from './batch'
import { Gate } from './gate'
import { LaneName, LanePolicy } from './lane'
import { LimitOf } from './limits'
import { ProviderView } from './provider'
import { ReleaseView } from './release'
import { SpendToday } from './spend'
import { StorageState } from './storage'
import { BatchId, EpochMs, FailureCode, GateId, TaskId } from './task'

/** Whether everything stands still: a person said so, or the last starts died within a minute. */
export const Pause = z.enum(['no', 'by_person', 'safe_mode'])
export type Pause = z.infer<typeof Pause>

/** One of a lane's concurrent attempts. */
export const Slot = z.object({
  taskId: TaskId,
  title: z.string(),
  batchName: z.string(),
  position: z.int(),
  startedAt: EpochMs,
})
export type Slot = z.infer<typeof Slot>

/** Bars of a lane's recent past: 28 of 15 s, the oldest first. */
export const historyBars = 28
export const historyBarMs = 15_000

export const LaneView = z.object({
  name: LaneName,
  policy: LanePolicy,
  paused: z.boolean(),
  opensAt: EpochMs.nullable(), // when its run windows open next; null: open now
  slots: z.array(Slot), // only those that are busy
  ready: z.int(), // queued, and not held by a gate
  held: z.int(), // queued behind a closed gate
  backingOff: z.int(),
  waiting: z.int(), // for other tasks
  scheduled: z.int(),
  nextDueAt: EpochMs.nullable(), // when the next one that backs off is due
  nextStartAt: EpochMs.nullable().optional(), // when the first of those starts that were given a time; at most a second old
  history: z.array(z.int()), // tasks brought to an end, per bar
  typicalMs: z.int().nullable(), // how long 95 of 100 recent answers took at most; null before there are any
})
export type LaneView = z.infer<typeof LaneView>

/** How many of the groups of dead letters a window is sent: those with most letters. */
export const deadGroupsShown = 100
/** Bars of a group's trend: the last 24 hours of UTC, the oldest first. */
export const deadTrendBars = 24
export const deadTrendBarMs = 3_600_000

/** Dead letters that died of the same cause: see causeOf in cause.ts. */
export const DeadGroup = z.object({
  key: z.string(), // the cause
  code: FailureCode,
  status: z.int().nullable(),
  providerCode: z.string().nullable(),
  count: z.int().positive(),
  firstAt: EpochMs,
  lastAt: EpochMs,
  lanes: z.array(LaneName),
  example: z.string(), // the newest message of the group, in the provider's words
  exampleId: TaskId, // the task that it is of
  providerId: z.string().nullable(), // that the last call went to; null where it makes no difference, as for those that Trilane set aside
  model: z.string().nullable(), // null where it makes no difference, as for a key that is refused
  snoozed: z.int().nonnegative().optional(), // of `count`, those that are put away until a time; left out where none is
  again: z.int().nonnegative(), // how many of them died of the same cause before and were requeued
  trend: z.array(z.int()), // when its letters died, per bar
})
export type DeadGroup = z.infer<typeof DeadGroup>

/** What a gate lets through now. */
export const Pace = z.object({
  gateId: z.int(),
  inFlight: z.int(),
  allowed: z.int().nullable(), // calls at once; null: only the lanes limit them
  ratePerMinute: z.number().nullable(), // null: not known, or not limited
  growing: z.boolean(), // it was closed, and its flow grows back in steps
  /** A task that could go is held up by the pace: until when, and by which limit. Left out when none is, and where only a running call's
   *  end can tell. `first`: by the first call of a key, which goes alone for as long as a refusal takes. */
  next: z.object({ at: EpochMs, of: LimitOf.nullable(), first: z.boolean().optional() }).optional(),
})
export type Pace = z.infer<typeof Pace>

/** What the calls of one gate used within the last minute. */
export const LimitUse = z.object({
  gateId: z.int(),
  requests: z.int().nonnegative(),
  tokens: z.int().nonnegative(), // of calls that run: estimated
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
})
export type LimitUse = z.infer<typeof LimitUse>

/** The first of a batch's tasks that share a beginning: it goes alone until its answer begins, since only then can the provider read the
 *  beginning from its cache. What stands at that gate of that batch waits for it. */
export const Warming = z.object({ taskId: TaskId, batchId: BatchId, gateId: GateId })
export type Warming = z.infer<typeof Warming>

/** What came between: the app died with work in flight, or the computer slept. */
export const Interruptions = z.object({
  diedAt: EpochMs.nullable(), // about when; null where the last run ended as it should
  slept: z.object({ from: EpochMs, to: EpochMs }).nullable(), // long enough to cut calls off, and not long ago
})
export type Interruptions = z.infer<typeof Interruptions>

/** Everything a window shows besides the rows of its table. Bounded: it does not grow with the number of tasks. */
export const Overview = z.object({
  counts: Counts,
  lanes: z.array(LaneView),
  gates: z.array(Gate), // those that are not open, those of the work in hand, and those of `uses`
  paces: z.array(Pace), // of those gates that let calls through since the start
  uses: z.array(LimitUse).optional(), // of those gates that let calls through within the last minute; a second old at most, 5 s where nothing goes on
  heldByGate: z.array(z.object({ gateId: z.int(), held: z.int() })), // the lines that can go nowhere, by their `routeId`: closed for every key, and so is what may stand in
  warming: z.array(Warming).optional(),
  batches: z.array(Batch), // the newest 200, then older ones that are unfinished or paused (300 at most); newest first
  deadGroups: z.array(DeadGroup), // largest first, 100 at most
  deadGroupsInAll: z.int(), // how many groups there are, with those that are not sent
  deadSnoozed: z.int().optional(), // letters that are put away until a time, in all groups
  deadLastHour: z.int(),
  deadHistory: z.array(z.int()), // as LaneView.history
  providers: z.array(ProviderView),
  practiceInUse: z.boolean(), // the default provider is Practice, or tasks wait for it
  mayHaveBeenBilled: z.int(), // attempts that were sent and never answered
  spend: SpendToday.optional(),
  releases: z.array(ReleaseView).optional(), // letters that were sent ahead, and the rest behind them: the newest 20
  savedAt: EpochMs.nullable(), // the last commit
  storage: StorageState,
  paused: Pause,
  interruptions: Interruptions.optional(),
  suspects: z.int(), // tasks that were in flight when the app died, now run one at a time before all others
})
export type Overview = z.infer<typeof Overview>

/** What changed of it: whole parts, and of batches only those that changed where the list has the same ones in the same order. */
export const OverviewPatch = Overview.partial().extend({ changedBatches: z.array(Batch).optional() })
export type OverviewPatch = z.infer<typeof OverviewPatch>
