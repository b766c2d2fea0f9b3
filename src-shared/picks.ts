import { z } from 'zod'
import { StateKind, TaskId } from './task'
import { ViewQuery } from './view'

/** A row of a list as a window knows it: its task, where that is at hand, else its place. Between the two lies what streamed in meanwhile. */
const Row = z.object({ index: z.int().nonnegative(), id: TaskId.nullable() })

/** A pick that a window already has, without those that were taken out of it by hand, and with others. */
const Changed = { except: z.array(TaskId).max(10_000), also: z.array(TaskId).max(10_000) }

/**
 * Which tasks a window picks that it does not have at hand: those of a list as it is at this moment, all or from one row to another. Main
 * keeps their ids, so that what moves on meanwhile is still meant, and the window never holds a million of them. A window has one pick; a
 * newer one takes its place.
 */
export const PickRequest = z.object({
  pickId: z.int(), // given by the window, and named by the patches that mark rows
  query: ViewQuery, // the Live tab means all tasks of its batch
  between: z.object({ from: Row, to: Row }).nullable(), // both included
  keep: z.object({ pick: z.int().nullable(), ...Changed }).nullable(), // what was picked before, to which this is added
})
export type PickRequest = z.infer<typeof PickRequest>

/** What a pick came to. */
export const PickMade = z.object({
  pickId: z.int(),
  total: z.int(),
  states: z.partialRecord(StateKind, z.int()), // as they were at that moment
  capped: z.boolean(), // the search may not have found all of them: it gave up, or its index is still being made
})
export type PickMade = z.infer<typeof PickMade>

/** What a command is for: a window's pick, but for some, and with others. */
export const PickSelection = z.object({ pick: z.int(), ...Changed })
export type PickSelection = z.infer<typeof PickSelection>
