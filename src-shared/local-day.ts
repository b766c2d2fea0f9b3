import type { LocalDay } from './spend'
import type { EpochMs } from './task'
import { asUtc, machineZone, momentOf, plusDays, wallTime } from './zoned-time'

type Span = { readonly day: LocalDay; readonly from: EpochMs; readonly to: EpochMs }
const midnight = { hour: 0, minute: 0, second: 0 }

/** The calendar day of a moment in a zone, and when it began and ends. Days with a clock change are 23 or 25 hours long, by the zone's rules. */
function spanOf(at: EpochMs, timeZone: string): Span {
  const begin = { ...wallTime(at, timeZone), ...midnight }
  return {
    day: new Date(asUtc(begin)).toISOString().slice(0, 10),
    from: momentOf(begin, timeZone).at,
    to: momentOf(plusDays(begin, 1), timeZone).at,
  }
}

/**
 * Local calendar days. A day is worked out once and remembered until another one is asked for: it is asked for at every settle.
 * @param timeZone asked once for each day, so that a machine that travels changes with the next one
 */
export function localDays(timeZone: () => string = machineZone) {
  let known: Span | null = null
  const span = (at: EpochMs): Span => {
    if (known === null || at < known.from || at >= known.to) known = spanOf(at, timeZone())
    return known
  }
  return {
    of: (at: EpochMs): LocalDay => span(at).day,
    /** Its first moment. */
    startOf: (at: EpochMs): EpochMs => span(at).from,
    /** The first moment of the day after. */
    endOf: (at: EpochMs): EpochMs => span(at).to,
  }
}
export type LocalDays = ReturnType<typeof localDays>
