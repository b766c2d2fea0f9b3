import { z } from 'zod'
import { Counts } from './batch'
import { DryRunStart } from './dry-run'
import { LaneName } from './lane'
import { ModelName } from './model-settings'
import { Budget, NanoUsd } from './spend'
import { BatchId, EpochMs } from './task'
import { TemplateId } from './template-view'
import { WatchId } from './watch-id'

export { WatchId }

export const WatchFileId = z.int().positive().brand<'WatchFileId'>()
export type WatchFileId = z.infer<typeof WatchFileId>

/** Formats in which results can be written beside a file. */
export const WatchFormat = z.enum(['csv', 'tsv', 'jsonl', 'xlsx', 'markdown'])
export type WatchFormat = z.infer<typeof WatchFormat>

/** What stands between the name of a file and its ending in the name of its results: `reviews.results.csv`. */
export const ResultsWord = z
  .string()
  .trim()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u,
    'A word for the names of results is made of letters, digits, - and _, 40 at most.',
  )

/** A file is complete once its size and date have stood still for so long, in ms. */
export const settleLimits = { least: 1_000, most: 3_600_000, usual: 5_000 } as const

/** How the files of a watch become batches. */
export const WatchOptions = z.object({
  /** Which saved template; version null: the newest at the moment a file is taken. template null: prompts stand in a column. */
  template: z
    .object({ id: TemplateId, version: z.int().positive().nullable().default(null) })
    .nullable()
    .default(null),
  promptColumn: z.string().trim().min(1).max(1_000).nullable().default(null), // without a template; null: the only one that it can be
  subfolders: z.boolean().default(false),
  lane: z.union([z.literal('auto'), LaneName]).default('auto'), // where the template leaves it open
  providerId: z.string().min(1).nullable().default(null), // null: the template's, then the default one
  model: ModelName.nullable().default(null), // null: the template's, then the provider's
  budget: Budget.nullable().default(null), // of each file, nano-dollars
  dayBudget: Budget.nullable().default(null), // of all of its files together, on each local day
  dryRun: DryRunStart.nullable().default(null), // of each file: only its first rows go until a person releases the rest
  badRows: z.enum(['refuse', 'leave_out']).default('refuse'), // refuse: a file with rows that cannot be used waits for a person
  /** Of a file that was sent and changes: `new_rows`: rows that were answered keep their answer; `all`: every row is asked again. */
  changed: z.enum(['new_rows', 'all']).default('new_rows'),
  results: z.object({ format: WatchFormat.default('csv'), word: ResultsWord.default('results') }).prefault({}),
  settleMs: z.int().min(settleLimits.least).max(settleLimits.most).default(settleLimits.usual),
})
export type WatchOptions = z.output<typeof WatchOptions>

/** A watch as a person sets it. */
export const WatchInput = z.object({
  id: WatchId.optional(), // without one it is new
  folder: z.string().min(1).max(10_000), // of one that exists it stays as it is
  options: WatchOptions,
  existing: z.enum(['take', 'leave']).default('leave'), // of a new one: files that are there already
})
export type WatchInput = z.infer<typeof WatchInput>

export const Watch = z.object({
  id: WatchId,
  folder: z.string(), // without links in it
  options: WatchOptions,
  state: z.enum(['adding', 'on', 'paused']), // adding: what is there already is being noted; nobody sees it yet
  pausedFor: z.string().nullable(), // why it paused itself; null: a person paused it, or it is on
  createdAt: EpochMs,
  countsFrom: EpochMs, // files that ended before then are not held against it
})
export type Watch = z.infer<typeof Watch>

/**
 * What became of a file, as it was then. `left`: it was there before the watch; `taken`: its batch has not ended; `ended`: it has; `same`: its
 * rows are those of a batch that exists, and were not sent again; `failed`: nothing of it was sent; `asked`: a person asked for it.
 */
export const WatchFileState = z.enum(['left', 'asked', 'taken', 'ended', 'same', 'failed'])
export type WatchFileState = z.infer<typeof WatchFileState>
/** What a person asks of a file that was not sent. */
export const WatchRetry = z.enum([
  'as_set', // as if it were new
  'without_bad', // without the rows that cannot be used
  'again', // although its rows were sent before, or look like results
])
export type WatchRetry = z.infer<typeof WatchRetry>

/** The rows of a file that could not be used, as a file beside its results. lost: it was deleted before it had its name. */
export const WatchBadRows = z.object({
  path: z.string(),
  lines: z.int().nonnegative(), // those that have a text of their own; fewer than were left out where one is above 16 MB
  state: z.enum(['written', 'owed', 'lost']),
  trouble: z.string().nullable(), // why it cannot get its name just now
})
export type WatchBadRows = z.infer<typeof WatchBadRows>

export const WatchFile = z.object({
  id: WatchFileId,
  watchId: WatchId,
  path: z.string(), // within the folder, parted by /
  state: WatchFileState,
  batchId: BatchId.nullable(),
  queued: z.int().nonnegative(), // tasks
  leftOut: z.int().nonnegative(), // rows that could not be used
  reason: z.string().nullable(), // why it failed, and what to do; of one that was sent, why rows were left out
  badRows: WatchBadRows.nullable(), // where the rows are that were left out
  retries: z.boolean(), // it is tried again by itself
  offers: z.array(WatchRetry), // what can be asked of it
  results: z.string().nullable(), // the path of its results
  counts: Counts.nullable(), // of its batch, while that is there
  dryRunWaits: z.boolean(), // its first rows have ended and a person decides
  resultsState: z.enum(['growing', 'trouble', 'written', 'stopped']).nullable(), // null: there are none to come
  trouble: z.string().nullable(), // why results cannot be written just now
  at: EpochMs, // of the last change
})
export type WatchFile = z.infer<typeof WatchFile>

/** A file that is not taken yet: it still changes, or has nothing in it, or is being read, or others go first, or what was sent of it before has not ended. */
export const WaitingFile = z.object({
  path: z.string(),
  why: z.enum(['changing', 'empty', 'reading', 'in_line', 'earlier']),
})
export type WaitingFile = z.infer<typeof WaitingFile>

/** So many of a watch's last files, and of those that wait, are shown. */
export const filesShown = 20

/** A watch as a window shows it. */
export const WatchView = Watch.extend({
  templateName: z.string().nullable(), // null: it has none, or it is not there any more
  templateNewest: z.int().positive().nullable(),
  trouble: z.string().nullable(), // why nothing is taken just now, and what to do; nothing is lost
  notes: z.array(z.string()), // folders that are passed over
  lookedAt: EpochMs.nullable(), // when the folder was last looked through, in this run
  waiting: z.array(WaitingFile), // the first of them
  waitingCount: z.int().nonnegative(),
  files: z.array(WatchFile), // the last ones, newest first
  filesCount: z.int().nonnegative(), // of all that it ever took or refused
  atWork: z.int().nonnegative(), // files whose batch has not ended
  spentToday: NanoUsd, // by all of its files, on the local day
})
export type WatchView = z.infer<typeof WatchView>

/** So many files of a watch are at work at once; the others wait for their turn. */
export const mostAtWork = 10
/** After so many files in a row of which nothing was answered a watch pauses itself. */
export const failuresInRow = 3

/** What is in a folder, before it is watched. */
export const FolderSurvey = z.object({
  folder: z.string(),
  files: z.int().nonnegative(), // that could be taken
  bytes: z.int().nonnegative(),
  first: z.array(z.string()), // the first of them by name
  notes: z.array(z.string()),
})
export type FolderSurvey = z.infer<typeof FolderSurvey>
