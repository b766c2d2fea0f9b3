import { z } from 'zod'
import { Budget } from '../spend'
import { FolderSurvey, WatchFileId, WatchId, WatchInput, WatchRetry, WatchView } from '../watch'

const OfWatch = z.object({ id: WatchId })
const Done = z.object({})

/** Commands for folders that are watched; `watches` events follow each change. */
export const watchCommands = {
  listWatches: { request: z.object({}), response: z.array(WatchView) },
  pickWatchFolder: { request: z.object({}), response: z.object({ folder: z.string() }).nullable() }, // null when the person closed the dialog
  surveyFolder: { request: z.object({ folder: z.string().min(1), subfolders: z.boolean() }), response: FolderSurvey },
  saveWatch: { request: WatchInput, response: WatchView },
  pauseWatch: { request: z.object({ id: WatchId, paused: z.boolean() }), response: WatchView },
  setWatchDayBudget: { request: OfWatch.extend({ budget: Budget.nullable() }), response: WatchView }, // null: no limit
  removeWatch: { request: OfWatch, response: Done }, // its batches and results stay
  retryWatchFile: { request: z.object({ id: WatchFileId, as: WatchRetry }), response: WatchView },
  lookAtWatch: { request: OfWatch, response: WatchView }, // now, without waiting for the next time
  showWatchFile: {
    request: z.object({ id: WatchFileId, what: z.enum(['file', 'results', 'bad_rows']) }),
    response: Done,
  }, // in its folder
} as const
