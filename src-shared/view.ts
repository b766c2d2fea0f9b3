import { z } from 'zod'
import { LaneName } from './lane'
import { BatchId, EpochMs, TaskId, TaskView } from './task'

/** The flat tabs. `waiting` is all that has a reason to wait: backing off, scheduled, or queued behind a closed gate. */
export const Tab = z.enum(['all', 'running', 'waiting', 'ready', 'done', 'dead', 'cancelled'])
export type Tab = z.infer<typeof Tab>

/** Words a person typed into the filter, already parsed; all of them must match. */
export const Filter = z.object({
  text: z.string().max(200).default(''), // in the prompt's beginning or the custom id, case-insensitive
  lane: LaneName.optional(),
  model: z.string().max(200).optional(),
  status: z.int().optional(), // of a dead letter
})
export type Filter = z.infer<typeof Filter>

/** What the table shows. The letters of one group are the tab `dead` with its key. */
export const ViewQuery = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('live'), batchId: BatchId.nullable() }),
  z.object({
    kind: z.literal('list'),
    batchId: BatchId.nullable(),
    tab: Tab,
    group: z.string().nullable(),
    filter: Filter,
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

/** What the rows of a window's table became. `changed` holds the rows that are new or different since the last patch;
 *  rows in `order` that it leaves out are as they were. */
export const ViewPatch = z.object({
  viewId: z.int(), // of the openView call; a patch for an older view is dropped
  seq: z.int(), // of the newest event it knows
  at: EpochMs,
  changed: z.array(TaskView),
  body: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('live'), sections: z.array(LiveSection) }),
    z.object({ kind: z.literal('list'), total: z.int(), start: z.int(), order: z.array(TaskId) }),
  ]),
})
export type ViewPatch = z.infer<typeof ViewPatch>
