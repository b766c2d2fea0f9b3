import { mostMadeUp, type Schedule, type Timing } from '#shared/schedule'
import type { EpochMs } from '#shared/task'
import { firingsBetween, lastFirings, nextFiring } from './cron'

/** A firing this late is still the regular one: the engine's timer sleeps up to a minute, and a start or a wake takes its time. */
export const onTimeMs = 120_000
/** How many missed firings are counted, for some milliseconds of work: of more, that they are more is enough to know. */
export const mostCounted = 60
/** The clock was wrong, rather than put right by hand or moved for summer time, when it falls back by more than this. */
const wrongClockMs = 26 * 3_600_000
/** 2020: a machine that lost its time starts in 1970, 2000 or the year of its firmware. Nothing is worked out anew by such a clock. */
const plausibleFrom = Date.UTC(2020, 0, 1)

export type Firing = {
  readonly dueAt: EpochMs
  /** Everything due up to here is dealt with once this firing is. */
  readonly handledTo: EpochMs
  /** Missed firings that this one stands for, itself not counted. */
  readonly standsFor: number
}
export type Due = {
  readonly fire: readonly Firing[] // the oldest first
  readonly skipped: number // missed, and left out by the policy or the cap
  readonly uncounted: boolean // there were more missed ones than the numbers say
}
type Timed = Pick<Schedule, 'cron' | 'timeZone' | 'missed' | 'overlap' | 'handledTo' | 'nextAt' | 'state'>

const nothing: Due = { fire: [], skipped: 0, uncounted: false }

/**
 * Which firings a schedule owes at a moment. What was due up to `handledTo` is never due again, so a clock that is put back repeats nothing;
 * one that jumps ahead, an absence and a sleep all leave missed firings, which the schedule's policy decides about. The newest one counts as
 * on time for two minutes. The cost does not grow with the absence.
 */
export function dueFirings(schedule: Timed, now: EpochMs): Due {
  const { cron, timeZone, handledTo, nextAt } = schedule
  if (schedule.state !== 'active' || nextAt === null || nextAt > now) return nothing
  const counted = firingsBetween(cron, timeZone, handledTo, now, mostCounted + 1)
  const uncounted = counted.length > mostCounted
  const owed = uncounted ? lastFirings(cron, timeZone, handledTo, now, mostMadeUp) : counted.slice(-mostMadeUp)
  const newest = owed.at(-1)
  if (newest === undefined) return nothing
  const total = Math.min(counted.length, mostCounted)
  const last = (standsFor: number): Firing => ({ dueAt: newest, handledTo: now, standsFor })

  switch (policyOf(schedule)) {
    case 'skip':
      return now - newest <= onTimeMs
        ? { fire: [last(0)], skipped: total - 1, uncounted }
        : { fire: [], skipped: total, uncounted }
    case 'once':
      return { fire: [last(total - 1)], skipped: 0, uncounted }
    case 'all': {
      const earlier = owed.slice(0, -1).map((dueAt) => ({ dueAt, handledTo: dueAt, standsFor: 0 }))
      return { fire: [...earlier, last(0)], skipped: total - owed.length, uncounted }
    }
  }
}

/** Where each firing cancels the one before it, making up for all of them would only cancel them one after the other. */
const policyOf = ({ missed, overlap }: Timed): Timed['missed'] =>
  missed === 'all' && overlap === 'cancel_previous' ? 'once' : missed

/** A schedule's timing once everything due up to a moment is dealt with. */
export const timingFrom = ({ cron, timeZone }: Pick<Timed, 'cron' | 'timeZone'>, handledTo: EpochMs): Timing => ({
  handledTo,
  nextAt: nextFiring(cron, timeZone, handledTo),
})

/**
 * Whether a schedule was last dealt with by a clock that ran far ahead. It would stand still until then, so it is worked out anew from now;
 * a due time that did fire stays fired, by its row.
 */
export const wasAhead = ({ handledTo }: Pick<Timed, 'handledTo'>, now: EpochMs): boolean =>
  now >= plausibleFrom && handledTo > now + wrongClockMs

/** From where due times count when a person sets a schedule going or changes it: from now, and never from before what is dealt with. */
export const countsFrom = (schedule: Pick<Timed, 'handledTo'>, now: EpochMs): EpochMs =>
  wasAhead(schedule, now) ? now : Math.max(now, schedule.handledTo)
