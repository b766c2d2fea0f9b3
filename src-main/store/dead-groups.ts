import { scopeOfCause } from '#shared/cause'
import { type DeadGroup, deadTrendBarMs, deadTrendBars } from '#shared/overview'
import type { EpochMs, FailureCode, TaskId } from '#shared/task'
import { calledGate } from './causes'
import type { Database } from './database'

type CauseRow = { readonly cause: string; readonly n: number; readonly heavy: number; readonly again: number }
type NewestRow = {
  readonly id: TaskId
  readonly at: EpochMs
  readonly code: FailureCode
  readonly status: number | null
  readonly providerCode: string | null
  readonly message: string | null
  readonly providerId: string
  readonly model: string
}
type HourRow = { readonly hour: number; readonly n: number }

export const LARGEST = 'SELECT cause, n, heavy, again FROM causes ORDER BY n DESC, cause LIMIT ? OFFSET ?'
const ONE = 'SELECT cause, n, heavy, again FROM causes WHERE cause = ?'
export const NEWEST = `SELECT t.id, t.settled_at AS at, t.failure_code AS code, t.failure_status AS status,
    t.failure_provider_code AS providerCode, t.failure_message AS message, g.provider_id AS providerId, g.model
  FROM tasks t INDEXED BY tasks_cause JOIN gates g ON g.id = ${calledGate}
  WHERE t.state = 'dead' AND t.cause = ? ORDER BY t.settled_at DESC, t.id DESC LIMIT 1`
export const OLDEST = `SELECT t.settled_at FROM tasks t INDEXED BY tasks_cause WHERE t.state = 'dead' AND t.cause = ?
  ORDER BY t.settled_at LIMIT 1`
const SNOOZED = `SELECT t.cause, count(*) AS n FROM letters l CROSS JOIN tasks t ON t.id = l.task_id
  WHERE l.snoozed_until IS NOT NULL AND t.state = 'dead' AND t.cause IS NOT NULL GROUP BY t.cause`
export const HOURS = 'SELECT hour, n FROM cause_hours WHERE cause = ? AND hour > ? AND hour <= ?'

/** The dead letters by cause. What a group costs to read does not grow with its letters, nor with how many groups there are. */
export function deadGroupsReader(db: Database) {
  const largest = db.prepare<[number, number], CauseRow>(LARGEST)
  const one = db.prepare<[string], CauseRow>(ONE)
  const newest = db.prepare<[string], NewestRow>(NEWEST)
  const oldest = db.prepare<[string], EpochMs>(OLDEST).pluck()
  const put = db.prepare<[], { cause: string; n: number }>(SNOOZED)
  const hours = db.prepare<[string, number, number], HourRow>(HOURS)
  const count = db.prepare<[], number>('SELECT count(*) FROM causes').pluck()

  const snoozed = (): ReadonlyMap<string, number> => new Map(put.all().map(({ cause, n }) => [cause, n]))

  function groupOf({ cause, n, heavy, again }: CauseRow, now: EpochMs, away = snoozed()): DeadGroup[] {
    const last = newest.get(cause)
    if (!last) return [] // damage: the tasks are the truth
    const scope = scopeOfCause(last.code)
    return [
      {
        ...{ key: cause, code: last.code, status: last.status, providerCode: last.providerCode, count: n },
        providerId: scope === 'app' ? null : last.providerId,
        model: scope === 'model' ? last.model : null,
        firstAt: oldest.get(cause) ?? last.at,
        lastAt: last.at,
        lanes: [...(heavy < n ? (['fast'] as const) : []), ...(heavy > 0 ? (['heavy'] as const) : [])],
        ...{ example: last.message ?? '', exampleId: last.id, again, trend: trendOf(cause, now) },
        ...(away.has(cause) ? { snoozed: away.get(cause) } : {}),
      },
    ]
  }

  function trendOf(cause: string, now: EpochMs): number[] {
    const before = Math.floor(now / deadTrendBarMs) - deadTrendBars
    const bars = new Array<number>(deadTrendBars).fill(0)
    for (const { hour, n } of hours.all(cause, before, before + deadTrendBars)) bars[hour - before - 1] = n
    return bars
  }

  return {
    /** The groups with most letters first; of equal ones in the order of their keys. */
    largest(now: EpochMs, limit: number, from = 0): DeadGroup[] {
      const away = snoozed()
      return largest.all(limit, from).flatMap((row) => groupOf(row, now, away))
    },
    /** How many letters are put away until a time. */
    snoozed: (): number => put.all().reduce((sum, { n }) => sum + n, 0),
    /** One group; null when it has no letters any more. */
    get: (key: string, now: EpochMs): DeadGroup | null => one.all(key).flatMap((row) => groupOf(row, now))[0] ?? null,
    /** How many groups there are. */
    count: (): number => count.get() ?? 0,
  }
}
