import { z } from 'zod'
import { BulkAction } from '../bulk'
import { Destination, views } from '../destination'
import { LiveExport } from '../export'
import { ImportPreview, ImportProgress } from '../import'
import { OverviewPatch } from '../overview'
import { RowProgress } from '../receipt'
import { ScheduleView } from '../schedule'
import { BatchId, TaskDetail, TaskId } from '../task'
import { ViewPatch } from '../view'
import { WatchView } from '../watch'
import { Settings } from './app'
import type { EventName } from './names'
import { LiveOutput } from './screen'
import { BulkProgress } from './work'

/** Something worth a sentence to the person at the window. */
export const Notice = z.object({
  kind: z.enum(['info', 'dead', 'error']),
  title: z.string(),
  detail: z.string(),
  stays: z.boolean().optional(), // until a person puts it away: nobody may be looking when it is told
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
