import { createReleases } from '#engine/letters/releases'
import { ReleasePace, type ReleaseView, releaseWords } from '#shared/release'
import type { TaskId } from '#shared/task'
import type { Store } from '#store/store'
import { UsageError } from '../args'
import type { DeadCommand } from './args'

export type Releasing = Extract<DeadCommand, { kind: 'probe' | 'release' | 'pause' | 'resume' | 'stop' | 'releases' }>

/** '20/min', '5 at once' as `5`, or all. @throws UsageError */
export function paceOf(word: string): ReleasePace {
  const [, n, perMinute] = /^(\d{1,6})(\/min)?$/.exec(word) ?? []
  const pace = ReleasePace.safeParse(
    word === 'all' ? { kind: 'all' } : { kind: perMinute ? 'per_minute' : 'together', n: Number(n) },
  )
  if (pace.success) return pace.data
  throw new UsageError(
    `--pace takes all, so many at once such as 5 (1,000 at most), or so many a minute such as 20/min.`,
  )
}

/** One ahead and the rest behind it. Nothing is called: the app or `work` does what is said here. @throws CommandError */
export async function releaseLetters(
  store: Store,
  command: Releasing,
  ids: readonly TaskId[],
  now: () => number,
): Promise<readonly ReleaseView[]> {
  const releases = createReleases({ store: { ...store, list: store.views.list }, now, wake: () => {} })
  await releases.begin()
  const [id = 0] = command.ids
  switch (command.kind) {
    case 'releases':
      return releases.list()
    case 'probe': {
      const pace = command.options.pace === undefined ? null : paceOf(command.options.pace)
      return [await releases.probe({ ids, batches: [] }, pace)] // a release does not ask which batches they are in
    }
    case 'release':
      return [await releases.release(id, paceOf(command.options.pace))]
    case 'pause':
    case 'resume':
      return [await releases.setPaused(id, command.kind === 'pause')]
    case 'stop':
      return [await releases.abort(id)]
  }
}

/** Its number, how it stands, and what to say next. */
export function releaseLines(view: ReleaseView): string[] {
  const { id, state, pausedAt, probeId } = view
  const next =
    pausedAt !== null
      ? [`  dead resume ${id} goes on with it.`]
      : state === 'proved'
        ? [`  dead release ${id} --pace 20/min sends the rest back; dead show ${probeId} has the answer.`]
        : state === 'probing' || state === 'releasing'
          ? ['  The app, or work, goes on with it.']
          : []
  return [`Release ${id}: ${releaseWords(view)}`, ...next]
}
