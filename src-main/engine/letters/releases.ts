import type { ReleasePace, ReleaseView } from '#shared/release'
import { CommandError } from '#shared/result'
import type { EpochMs, TaskId, TaskView } from '#shared/task'
import type { DueWork } from '../ports'
import type { Picking } from '../triage'
import { type LettersStore, lettersOf } from './letters-of'
import { retriedWork } from './retried-work'

/** What releases need of the store. What writes is called in the transaction in hand. */
export type ReleaseTable<Stored> = {
  readonly open: (pace: ReleasePace | null, now: EpochMs) => number
  readonly add: (id: number, letters: readonly TaskView[]) => void
  readonly begin: (id: number, probe: TaskId | null, now: EpochMs) => Stored | undefined
  readonly drop: (id: number) => void
  readonly recover: () => void
  readonly release: (id: number, pace: ReleasePace, now: EpochMs) => boolean
  readonly pause: (id: number, now: EpochMs) => boolean
  readonly resume: (id: number, now: EpochMs) => boolean
  readonly abort: (id: number, now: EpochMs) => boolean
  readonly step: (now: EpochMs) => number
  readonly nextDueAt: (now: EpochMs) => EpochMs | null
  readonly onSooner: (listener: () => void) => void
  readonly get: (id: number) => Stored | undefined
  readonly list: (limit: number) => Stored[]
  readonly view: (stored: Stored) => ReleaseView
}
type Parts<Stored> = {
  readonly store: LettersStore & {
    readonly releases: ReleaseTable<Stored>
    /** Group commit. */
    readonly write: <T>(write: () => T) => Promise<T>
  }
  readonly now: () => EpochMs
  /** There is new work in the lanes. */
  readonly wake: () => void
  /** The store did not take a step; it is still due. */
  readonly onTrouble?: (error: unknown) => void
}
/** So many are shown: those in hand are among the newest. */
const mostListed = 20

/**
 * Sends one dead letter ahead, and lets the rest of them follow once it has succeeded. The state is all in the store: after a restart it goes
 * on where it was.
 */
export function createReleases<Stored>({ store, now, wake, onTrouble }: Parts<Stored>) {
  const { releases, write } = store

  function viewOf(id: number): ReleaseView {
    const found = releases.get(id)
    if (found === undefined) throw new CommandError('not_found', 'This release is not in the store any more.')
    return releases.view(found)
  }

  const due: DueWork = retriedWork({
    ...{ now, nextDueAt: releases.nextDueAt, onSooner: releases.onSooner, onTrouble },
    async step(at) {
      if ((await write(() => releases.step(at))) > 0) wake()
    },
  })

  return {
    /** For the engine's one timer. */
    due,
    /** At a start, before the engine's. */
    begin: (): Promise<void> => write(releases.recover),
    /**
     * Freezes the dead letters of a picking as they are now, and requeues one of them before all else of its lane.
     * @param pace at which the rest follows once it has succeeded; null: a person is asked then
     * @param probe which one goes ahead; left out: the oldest
     * @throws CommandError `stale` where none of them is a dead letter any more, or the one that was named is not
     */
    async probe(picking: Picking, pace: ReleasePace | null, probe?: TaskId): Promise<ReleaseView> {
      const id = await write(() => releases.open(pace, now()))
      try {
        for (const letters of lettersOf(store, picking)) await write(() => releases.add(id, letters))
        const begun = await write(() => releases.begin(id, probe ?? null, now()))
        if (begun === undefined)
          throw new CommandError('stale', 'None of these is a dead letter that can go back any more. Nothing was done.')
        wake()
        return viewOf(id)
      } catch (error) {
        await write(() => releases.drop(id)).catch(() => {}) // the next start removes it
        throw error
      }
    },
    /** The rest goes back at that pace; also changes the pace of one that is being released. @throws CommandError `wrong_state`, `not_found` */
    async release(id: number, pace: ReleasePace): Promise<ReleaseView> {
      viewOf(id)
      if (!(await write(() => releases.release(id, pace, now()))))
        throw new CommandError(
          'wrong_state',
          'The rest goes back once the one that was sent ahead has succeeded, and only while the release has not ended. Nothing was done.',
        )
      return viewOf(id)
    },
    /**
     * While it is paused nothing more of the rest goes back; what was released goes on, and so does the one ahead. It lasts over a restart.
     * @throws CommandError `wrong_state`, `not_found`
     */
    async setPaused(id: number, paused: boolean): Promise<ReleaseView> {
      const { pausedAt } = viewOf(id)
      if (!(await write(() => (paused ? releases.pause(id, now()) : releases.resume(id, now())))))
        throw new CommandError(
          'wrong_state',
          paused
            ? pausedAt === null
              ? 'Nothing of this release would go back by itself, so there is nothing to pause.'
              : 'This release is paused already.'
            : 'This release is not paused.',
        )
      return viewOf(id)
    },
    /** What was not released stays a dead letter; what was goes on. @throws CommandError `wrong_state`, `not_found` */
    async abort(id: number): Promise<ReleaseView> {
      viewOf(id)
      if (!(await write(() => releases.abort(id, now()))))
        throw new CommandError('wrong_state', 'This release has ended already.')
      return viewOf(id)
    },
    /** The newest first. */
    list: (): ReleaseView[] => releases.list(mostListed).map(releases.view),
  }
}
export type Releases = ReturnType<typeof createReleases>
