import { z } from 'zod'
import { EpochMs, Failure, TaskId } from './task'

/** How the rest of some dead letters goes back once one of them has succeeded. Gates, lanes and their own pacing apply besides. */
export const ReleasePace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }), // as fast as they can be written
  z.object({ kind: z.literal('together'), n: z.int().min(1).max(1_000) }), // so many at once: the next goes when one of them has ended
  z.object({ kind: z.literal('per_minute'), n: z.int().min(1).max(10_000) }),
])
export type ReleasePace = z.infer<typeof ReleasePace>

/**
 * `probing`: one was sent ahead; `proved`: it succeeded, and a person decides; `releasing`: the rest goes back; `done`: all of it has, and
 * came to an end; `failed`: the one that was sent ahead did not succeed; `stopped`: those that were released died of the same cause again;
 * `aborted`: a person ended it. Whatever was not released by then is a dead letter as before.
 */
export const ReleaseState = z.enum(['probing', 'proved', 'releasing', 'done', 'failed', 'stopped', 'aborted'])
export type ReleaseState = z.infer<typeof ReleaseState>

/** Why one failed or stopped. */
export const ReleaseReason = z.enum([
  'probe_died', // `failure` says of what
  'probe_cancelled',
  'probe_discarded',
  'probe_edited', // what it comes to says nothing of the others any more
  'probe_gone', // retention removed it
  'same_cause', // `failure`: of the last of them
])
export type ReleaseReason = z.infer<typeof ReleaseReason>

/** One sent ahead, and the rest behind it. The figures are of the rest. */
export const ReleaseView = z.object({
  id: z.int().positive(),
  state: ReleaseState,
  createdAt: EpochMs,
  endedAt: EpochMs.nullable(),
  reason: ReleaseReason.nullable(),
  failure: Failure.nullable(),
  pace: ReleasePace.nullable(), // null: asked for once the one ahead has succeeded
  probeId: TaskId,
  cause: z.string().nullable().optional(), // the key of the group that the rest was of, the first of them; null: there is no rest
  total: z.int().nonnegative(),
  released: z.int().nonnegative(),
  skipped: z.int().nonnegative(), // changed since they were picked
  succeeded: z.int().nonnegative(), // of those released, as the next two
  died: z.int().nonnegative(),
  ended: z.int().nonnegative(), // otherwise: a person cancelled them
  left: z.int().nonnegative(), // still dead letters that this may release
  pausedAt: EpochMs.nullable(), // nothing more of the rest goes back until a person resumes it; null: it is not paused
  nextAt: EpochMs.nullable(), // when the next of them go, where that is known
})
export type ReleaseView = z.infer<typeof ReleaseView>

/** So many in a row that die of the cause they had before end a release. */
export const sameCauseInRow = 3
/** Or more than half of the first so many. */
export const firstOfRelease = 10

/** Whether a release must end. settled: how many of those released have ended; same: those that died of the cause they had before. */
export const isSameStorm = (counts: {
  readonly row: number
  readonly same: number
  readonly settled: number
}): boolean => counts.row >= sameCauseInRow || (counts.settled <= firstOfRelease && counts.same * 2 > firstOfRelease)

const counted = (count: number, one: string, many: string) => (count === 1 ? one : `${count.toLocaleString()} ${many}`)
const stay = ({ left }: ReleaseView) =>
  left === 0 ? '' : ` ${counted(left, 'The other one stays a dead letter.', 'others stay dead letters.')}`

const reasons: Readonly<Record<ReleaseReason, string>> = {
  probe_died: 'The one that was sent ahead died again.',
  probe_cancelled: 'The one that was sent ahead was cancelled.',
  probe_discarded: 'The one that was sent ahead was discarded.',
  probe_edited: 'The one that was sent ahead was edited meanwhile, so it says nothing of the others.',
  probe_gone: 'The one that was sent ahead is not in the store any more.',
  same_cause: 'Those that were released died of the same cause again, so the release stopped.',
}

/** How it stands, in words. */
export function releaseWords(view: ReleaseView): string {
  const { state, reason, failure, released, total, skipped, left, pausedAt } = view
  const why = failure ? ` The provider said: ${failure.message}` : ''
  const passed = skipped === 0 ? '' : ` ${skipped.toLocaleString()} changed meanwhile and were left as they are.`
  switch (state) {
    case 'probing':
      return `One was sent ahead.${left === 0 ? '' : ` The rest (${left.toLocaleString()}) waits for what it comes to${pausedAt === null ? '' : ', and then for you: it is paused'}.`}`
    case 'proved':
      return `It succeeded. Choose how fast the rest (${left.toLocaleString()}) goes back.`
    case 'releasing':
      return `${pausedAt === null ? '' : 'Paused. '}${released.toLocaleString()} of ${total.toLocaleString()} were sent back.${passed}`
    case 'done':
      return total === 0
        ? 'It succeeded, and there were no others.'
        : `${released.toLocaleString()} of ${total.toLocaleString()} were sent back: ${view.succeeded.toLocaleString()} answered, ${view.died.toLocaleString()} died again.${passed}`
    case 'failed':
    case 'stopped':
      return `${reason === null ? 'It ended.' : reasons[reason]}${why}${stay(view)}${passed}`
    case 'aborted':
      return `Ended by you after ${released.toLocaleString()} of ${total.toLocaleString()}.${stay(view)}${passed}`
  }
}
