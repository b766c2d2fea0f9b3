import type { LaneName } from '#shared/lane'
import type { EpochMs } from '#shared/task'
import type { SlowedBy, WorkTime } from '#shared/work-time'

/** Calls of one model in one lane. null: not known. */
export type Load = {
  readonly lane: LaneName
  readonly providerId: string
  readonly model: string
  readonly calls: number
  readonly tokensIn: number | null // of all of them
  readonly tokensOut: number | null
  readonly callMs: number | null // one call, as a mean
}
/** What the gates of a provider and model let through in all, with every key that may be used; null: no limit is known. */
export type Room = {
  readonly requestsPerMs: number | null
  readonly tokensPerMs: number | null
  readonly inputPerMs: number | null
  readonly outputPerMs: number | null
  readonly atOnce: number | null
  readonly closedUntil: EpochMs | 'person' | null // null: it is open
}
export type LaneRoom = { readonly concurrency: number; readonly opensAt: EpochMs | null } // null: it is open

type Known = {
  readonly roomOf: (providerId: string, model: string) => Room
  readonly lane: (name: LaneName) => LaneRoom
}
type Term = {
  readonly ms: number
  readonly slowedBy: SlowedBy
  readonly of: Load | null
  readonly startsAt: EpochMs | null
}

/** Limits are kept to the millisecond; what takes less than this is no news. */
const shortestMs = 1_000

/**
 * How long calls take: the longest of what each limit asks for, since all of them hold at once. Lanes run beside each other, and models
 * that share a lane share its slots.
 * @returns null where neither a limit nor the length of a call is known
 */
export function workTime(
  loads: readonly Load[],
  { roomOf, lane }: Known,
  now: EpochMs,
): Omit<WorkTime, 'inLine'> | null {
  const terms: Term[] = []
  for (const load of loads) {
    if (load.calls === 0) continue
    const room = roomOf(load.providerId, load.model)
    if (room.closedUntil === 'person')
      return { ...placeOf(load), seconds: null, slowedBy: 'gate', atMost: false, startsAt: null }
    const { opensAt } = lane(load.lane)
    const startsAt = latest(room.closedUntil, opensAt)
    const waitMs = Math.max(0, (startsAt ?? now) - now)
    if (room.closedUntil !== null) terms.push({ ms: waitMs, slowedBy: 'gate', of: load, startsAt })
    for (const { ms, slowedBy } of limitsOf(load, room)) terms.push({ ms: waitMs + ms, slowedBy, of: load, startsAt })
  }
  for (const [name, own] of Map.groupBy(loads, (load) => load.lane)) {
    const ms = own.reduce<number | null>(
      (sum, { calls, callMs }) => (callMs === null ? sum : (sum ?? 0) + calls * callMs),
      null,
    )
    if (ms === null) continue
    const { concurrency, opensAt } = lane(name)
    const longest = Math.max(...own.map(({ callMs }) => callMs ?? 0)) // the last call of all takes its time as well
    terms.push({
      ms: Math.max(ms / concurrency, longest) + Math.max(0, (opensAt ?? now) - now),
      slowedBy: 'lane',
      of: null,
      startsAt: opensAt,
    })
  }
  const [slowest] = terms.toSorted((a, b) => b.ms - a.ms)
  if (!slowest) return null
  const { ms, slowedBy, of, startsAt } = slowest
  const seconds = Math.ceil(Math.max(ms, shortestMs) / 1_000)
  return { seconds, slowedBy, ...(of ? placeOf(of) : { providerId: null, model: null }), atMost: false, startsAt }
}

const placeOf = ({ providerId, model }: Load) => ({ providerId, model })
const latest = (a: EpochMs | null, b: EpochMs | null) => (a === null ? b : b === null ? a : Math.max(a, b))

function limitsOf(load: Load, room: Room): { ms: number; slowedBy: SlowedBy }[] {
  const { calls, tokensIn, tokensOut, callMs } = load
  const both = tokensIn === null ? null : tokensIn + (tokensOut ?? 0)
  const each: readonly (readonly [amount: number | null, perMs: number | null, SlowedBy])[] = [
    // The first of them goes at once.
    [calls - 1, room.requestsPerMs, 'requests_per_minute'],
    [both, room.tokensPerMs, 'tokens_per_minute'],
    [tokensIn, room.inputPerMs, 'tokens_per_minute'],
    [tokensOut, room.outputPerMs, 'tokens_per_minute'],
    [callMs === null ? null : calls * callMs, room.atOnce, 'concurrency'],
  ]
  return each.flatMap(([amount, perMs, slowedBy]) =>
    amount === null || perMs === null ? [] : [{ ms: amount / perMs, slowedBy }],
  )
}
