import { z } from 'zod'
import { LaneName } from './lane'
import { sortColumns } from './list-sort'
import { BatchId, EpochMs, StateKind, TaskId, TaskView } from './task'

/** The flat tabs. `waiting` is all that has a reason to wait: backing off, scheduled, for other tasks, or queued behind a closed gate. */
export const Tab = z.enum(['all', 'running', 'waiting', 'ready', 'done', 'dead', 'cancelled'])
export type Tab = z.infer<typeof Tab>

/** Words a person typed into the filter, already parsed; all of them must match. */
export const Filter = z.object({
  /** Words and "phrases" of the prompt, its system text or the result. The last word may be a beginning, unless a space follows it. */
  text: z.string().max(200).default(''),
  lane: LaneName.optional(),
  state: StateKind.optional(),
  status: z.int().optional(), // of a dead letter
  model: z.string().max(200).optional(), // a part of its name
  batch: z.string().max(200).optional(), // a part of its name
  row: z.object({ from: z.int().positive(), to: z.int().positive() }).optional(), // its place in its batch
  tokensOver: z.int().nonnegative().optional(), // in and out together
  costOver: z.int().nonnegative().optional(), // nano-dollars
  costUnder: z.int().nonnegative().optional(),
  snoozed: z.boolean().optional(), // of dead letters: those that are put away until a time, or those that are not
  label: z.string().max(60).optional(), // that a person gave it, as it is
  suspect: z.literal(true).optional(), // it was in flight when the app died, and has not run since
})
export type Filter = z.infer<typeof Filter>

/** Another order than the tab's own; see list-sort.ts. */
export const ListSort = z.object({ by: z.enum(sortColumns), desc: z.boolean() })

/** What the table shows. The letters of one group are the tab `dead` with its key. */
export const ViewQuery = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('live'), batchId: BatchId.nullable() }),
  z.object({
    kind: z.literal('list'),
    batchId: BatchId.nullable(),
    tab: Tab,
    group: z.string().nullable(),
    filter: Filter,
    /** Of a group: none that died later, so that a list which is acted on does not move. The body says how many are left out. */
    until: EpochMs.optional(),
    sort: ListSort.optional(), // a list that is too long for it comes in the tab's own
  }),
])
export type ViewQuery = z.infer<typeof ViewQuery>

/** How many rows a window may ask for at a time: several screens. */
export const widestRange = 500
export const Range = z
  .object({ start: z.int().nonnegative(), end: z.int().nonnegative() })
  .refine(({ start, end }) => end >= start && end - start <= widestRange, `at most ${widestRange} rows at a time`)
export type Range = z.infer<typeof Range>

export const LiveSectionKey = z.enum(['running', 'waiting', 'next', 'finished'])
export type LiveSectionKey = z.infer<typeof LiveSectionKey>
/** A section of the Live tab: its first rows, and how many there are in all. */
export const LiveSection = z.object({ key: LiveSectionKey, total: z.int(), order: z.array(TaskId) })
export type LiveSection = z.infer<typeof LiveSection>

/** How far a search got: what a list that was narrowed by a filter leaves out. */
export const SearchInfo = z.object({
  capped: z.boolean(), // there are more than `total`: see `mostFound` in filter.ts
  complete: z.boolean(), // all that was on disk was looked at
  indexedUpTo: z.int(), // the newest event that it knows
  /** The index is being made: that many of so many tasks are in it. Null when at most the last moments are missing. */
  building: z.object({ indexed: z.int(), tasks: z.int() }).nullable(),
})
export type SearchInfo = z.infer<typeof SearchInfo>

/** What the rows of a window's table became. `changed` holds the rows that are new or different since the last patch;
 *  rows in `order` that it leaves out are as they were. */
export const ViewPatch = z.object({
  viewId: z.int(), // of the openView call; a patch for an older view is dropped
  seq: z.int(), // of the newest event it knows
  at: EpochMs,
  changed: z.array(TaskView),
  body: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('live'), sections: z.array(LiveSection) }),
    z.object({
      kind: z.literal('list'),
      total: z.int(),
      start: z.int(),
      order: z.array(TaskId),
      search: SearchInfo.optional(), // of a list that a filter narrows
      newer: z.int().optional(), // letters of the group that died after `until`, with no regard to the filter
      unsorted: z.boolean().optional(), // it is too long for the order that was asked for
      sortedAt: EpochMs.optional(), // its order is that of this moment, and stays so until it is asked for afresh
    }),
  ]),
  /** The rows of `body` that the window's pick has, whose id comes along; see picks.ts. */
  picked: z.object({ pickId: z.int(), ids: z.array(TaskId) }).optional(),
})
export type ViewPatch = z.infer<typeof ViewPatch>
