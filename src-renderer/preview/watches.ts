import { emptyCounts } from '#shared/batch'
import type { BatchId } from '#shared/task'
import type { TemplateId } from '#shared/template-view'
import { type WatchFile, type WatchFileId, type WatchId, WatchOptions, type WatchView } from '#shared/watch'
import { now } from './tasks'

const minute = 60_000
const hour = 60 * minute
let ids = 0

const aFile = (path: string, more: Partial<WatchFile> = {}): WatchFile => {
  ids += 1
  return {
    ...{ id: ids as WatchFileId, watchId: 1 as WatchId, path, state: 'ended', batchId: ids as BatchId, queued: 120 },
    ...{
      leftOut: 0,
      badRows: null,
      reason: null,
      retries: false,
      offers: [],
      results: `/in/${path}`,
      dryRunWaits: false,
    },
    ...{
      counts: { ...emptyCounts, succeeded: 120 },
      resultsState: 'written',
      trouble: null,
      at: now - ids * 11 * minute,
    },
    ...more,
  }
}
const notSent = { state: 'failed', batchId: null, queued: 0, counts: null, results: null, resultsState: null } as const

const aWatch = (id: number, folder: string, more: Partial<WatchView> = {}): WatchView => ({
  ...{
    id: id as WatchId,
    folder,
    state: 'on',
    pausedFor: null,
    createdAt: now - 40 * hour,
    countsFrom: now - 40 * hour,
  },
  options: WatchOptions.parse({ template: { id: 3 as TemplateId } }),
  ...{ templateName: 'Classify feedback', templateNewest: 4, trouble: null, notes: [], lookedAt: now - minute },
  ...{ waiting: [], waitingCount: 0, files: [], filesCount: 0, atWork: 0, spentToday: 0 },
  ...more,
})

/** One of each kind that can be seen. */
export const madeUpWatches: readonly WatchView[] = [
  aWatch(1, '/home/mara/Feedback/incoming', {
    waiting: [
      { path: 'export-2026-11-24.csv', why: 'changing' },
      { path: 'interviews.xlsx', why: 'in_line' },
    ],
    options: WatchOptions.parse({ template: { id: 3 as TemplateId }, dayBudget: 20_000_000_000 }),
    ...{ waitingCount: 2, filesCount: 214, atWork: 2, spentToday: 19_980_000_000 },
    files: [
      aFile('product-reviews-week-47.csv', {
        ...{ state: 'taken', counts: { ...emptyCounts, succeeded: 312, dead: 2, running: 8, queued: 998 } },
        resultsState: 'growing',
      }),
      aFile('app-store-de.jsonl', {
        ...{ state: 'taken', dryRunWaits: true, resultsState: 'growing' },
        counts: { ...emptyCounts, succeeded: 5, queued: 395 },
      }),
      aFile('call-notes.csv', {
        ...notSent,
        reason:
          '3 rows of call-notes.csv cannot be used (line 14: no value for {{feedback}}; line 15: no value for {{feedback}}; line 90: the row has more cells than the header). Nothing of it was sent. Mend it there, or send the rest.',
        offers: ['without_bad', 'as_set'],
      }),
      aFile('product-reviews-week-46.csv'),
      aFile('survey.xlsx', {
        ...{ counts: { ...emptyCounts, succeeded: 116, dead: 2 }, leftOut: 2 },
        reason: 'line 31: no value for {{feedback}}; line 77: no value for {{feedback}}',
        badRows: { path: '/in/survey.results-bad.jsonl', lines: 2, state: 'written', trouble: null },
      }),
      aFile('survey copy.xlsx', { ...notSent, state: 'same', batchId: 5 as BatchId, offers: ['again'] }),
    ],
  }),
  aWatch(2, '/Volumes/Team share/Tickets', {
    options: WatchOptions.parse({ template: { id: 4 as TemplateId, version: 2 }, subfolders: true }),
    ...{ templateName: 'Triage a ticket', templateNewest: 3, filesCount: 31, files: [aFile('monday/tickets.csv')] },
    trouble:
      'The folder /Volumes/Team share/Tickets is not there. It may have been moved, or its disk is not connected. Nothing is lost: it goes on by itself once it is back.',
  }),
  aWatch(3, '/home/mara/Translations', {
    options: WatchOptions.parse({ promptColumn: 'text', results: { format: 'xlsx' } }),
    ...{ templateName: null, templateNewest: null, state: 'paused', lookedAt: null, filesCount: 3 },
    pausedFor:
      'The last 3 files came to nothing: not one of their prompts was answered. What they died of stands under dead letters; mend that, then resume.',
    files: [aFile('menu.csv', { counts: { ...emptyCounts, dead: 120 } })],
  }),
  aWatch(4, '/home/mara/Labels', { templateName: 'Label an image' }),
]
