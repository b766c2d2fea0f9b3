import { z } from 'zod'
import { Overview } from '../overview'
import { PickMade, PickRequest } from '../picks'
import { TableLayout } from '../table-layout'
import { TaskDetail, TaskId, TaskView } from '../task'
import { Filter, Range, ViewPatch, ViewQuery } from '../view'
import { AttemptWire } from '../wire'
import { Done, Nothing } from './common'

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

/** What is on a window’s screen: lists, the task that is watched, the counts. */
export const screenCommands = {
  openView: {
    request: z.object({
      ...{ viewId: z.int(), query: ViewQuery, range: Range },
      fresh: z.boolean().optional(), // a long list is put in order anew
    }),
    response: ViewPatch,
  },
  closeView: { request: Nothing, response: Done },
  windowDrawn: { request: Nothing, response: Done }, // what a window starts with is on the screen, and its thread is free: what nobody waits for may begin
  getOverview: { request: Nothing, response: Overview },
  pickTasks: { request: PickRequest, response: PickMade }, // refused as stale when a newer one took its place
  getTableLayout: { request: Nothing, response: TableLayout },
  saveTableLayout: { request: TableLayout, response: Done },
  watchTask: { request: z.object({ id: TaskId.nullable() }), response: TaskDetail.nullable() }, // then `task` events follow; null stops them
  getAttemptWire: { request: z.object({ id: TaskId, attempt: z.int().positive() }), response: AttemptWire },
  openTaskWindow: { request: z.object({ id: TaskId }), response: Done }, // the one that shows it already comes to the front
  findTasks: { request: TaskSearch, response: z.object({ tasks: z.array(TaskView), total: z.int() }) }, // beside the table, which stays as it is
} as const
