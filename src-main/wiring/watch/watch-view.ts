import type { EpochMs } from '#shared/task'
import { filesShown, type Watch, type WatchFile, type WatchRetry, type WatchView } from '#shared/watch'
import type { Store } from '#store/store'
import type { BadFile } from '#store/watch-bad-files'
import type { FileProblem, StoredWatchFile } from '#store/watches'
import type { EyeView } from './eye'

type Read = Pick<Store, 'watches' | 'templates' | 'schedules' | 'exports' | 'dryRuns' | 'watchSpend' | 'days'>
type Parts = { readonly store: Read; readonly now: () => EpochMs }

const unseen: EyeView = { trouble: null, notes: [], lookedAt: null, waiting: [], waitingCount: 0 }

/** A watch as it stands. @param eye what of it is not in the store; left out where nothing looks */
export function watchView({ store, now }: Parts, watch: Watch, eye: EyeView = unseen): WatchView {
  const { watches } = store
  const { template } = watch.options
  const named = template && store.templates.list(true).find(({ id }) => id === template.id)
  return {
    ...watch,
    ...eye,
    templateName: named?.name ?? null,
    templateNewest: named?.version ?? null,
    files: watches.shown(watch.id, filesShown).map((file) => fileView(store, file)),
    filesCount: watches.count(watch.id),
    atWork: watches.atWork(watch.id).length,
    spentToday: store.watchSpend.on(watch.id, store.days.of(now())),
  }
}

function fileView({ watches, schedules, exports, dryRuns }: Read, file: StoredWatchFile): WatchFile {
  const { id, watchId, path, state, batchId, queued, leftOut, reason, problem, results, exportId, at } = file
  const batch = batchId === null ? null : schedules.batch(batchId)
  const written = exportId === null ? undefined : exports.get(exportId)
  return {
    ...{ id, watchId, path, state, queued, leftOut, reason, results, at: at as EpochMs },
    batchId: batch === null ? null : batchId,
    badRows: badRowsOf(watches.badFiles.of(id)),
    retries: problem === 'unreadable',
    offers: state === 'same' ? ['again'] : state === 'failed' && problem ? [...offers[problem]] : [],
    counts: batch?.counts ?? null,
    dryRunWaits: batchId !== null && dryRuns.of(batchId)?.state === 'waiting',
    resultsState: results === null ? null : resultsState(written, batch !== null),
    trouble: written?.trouble ?? null,
  }
}

function badRowsOf(bad: BadFile | undefined): WatchFile['badRows'] {
  if (!bad || bad.state === 'writing') return null
  const { path, lines, state, trouble } = bad
  return { path, lines, trouble, state: state === 'placed' ? 'written' : state }
}

const offers: Readonly<Record<FileProblem, readonly WatchRetry[]>> = {
  unreadable: ['as_set'],
  bad_rows: ['without_bad', 'as_set'],
  looks_like_results: ['again'],
  unchanged: ['again'],
  other: ['as_set'],
}

/** Of exports that have ended only the last are kept: one that is not there any more was written, unless its batch went before. */
function resultsState(written: ReturnType<Store['exports']['get']>, hasBatch: boolean): WatchFile['resultsState'] {
  if (!written) return hasBatch ? 'written' : null
  if (written.state === 'done') return 'written'
  if (written.state === 'stopped') return 'stopped'
  return written.trouble === null ? 'growing' : 'trouble'
}
