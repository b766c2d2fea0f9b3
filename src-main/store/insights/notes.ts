import type { Outcome } from '#shared/outcome'
import type { EpochMs, Failure, GateId, Usage } from '#shared/task'
import type { Place, Settlement } from '#shared/work'
import type { Bill, Unanswered } from '../attempts'
import type { Changes } from '../changes'
import { errorOf, type InsightDelta, type SumName } from './delta'
import { count } from './histogram'

type Parts = {
  readonly changes: Pick<Changes, 'insight'>
  readonly gateOf: (id: GateId) => { readonly providerId: string; readonly model: string }
}

const minuteMs = 60_000
const sumOf: Readonly<Record<Outcome['kind'], SumName>> = {
  ...{ succeeded: 'succeeded', rate_limited: 'rateLimited', held: 'held', blocked: 'blocked' },
  ...{ transient: 'transient', permanent: 'permanent', cancelled: 'cancelled', lost: 'lost' },
}

/** Notes what happens for the sums over time, within the transaction in hand: see table.ts. */
export function insightNotes({ changes, gateOf }: Parts) {
  const rowOf = (
    { batchId, lane }: Pick<Place, 'batchId' | 'lane'>,
    providerId: string,
    model: string,
    at: EpochMs,
  ): InsightDelta => changes.insight({ minute: at - (at % minuteMs), batchId, lane, providerId, model })

  function withoutCall(place: Place, at: EpochMs): InsightDelta {
    const { providerId, model } = gateOf(place.gateId)
    return rowOf(place, providerId, model, at)
  }

  return {
    /** An attempt has ended. What went at half the price took as long as its provider liked: its times would say nothing. */
    attempt(
      { task, outcome, next: { state }, endedAt, mayHaveBeenBilled }: Settlement,
      { usage, cost }: Bill,
      now: EpochMs,
    ): void {
      const { way, attempt, startedAt, readyAt } = task
      const row = rowOf(task, way?.providerId ?? gateOf(task.gateId).providerId, task.model, endedAt ?? now)
      row[sumOf[outcome.kind]]++
      if (usage) addUsage(row, usage)
      if (mayHaveBeenBilled) row.unansweredCost += cost ?? 0
      else row.cost += cost ?? 0
      if (way?.halfPrice !== true) {
        if (readyAt !== undefined) count(row.waits, startedAt - readyAt)
        if (outcome.kind === 'succeeded' && endedAt !== null) count(row.answers, endedAt - startedAt)
      }
      if (outcome.kind === 'succeeded' && attempt === 1) row.firstTry++
      if ('failure' in outcome) errorOf(row, outcome.failure).tries++
      if (state.kind === 'backing_off') row.retries++
      else if (state.kind === 'cancelled') row.stopped++
      else if (state.kind === 'dead') died(row, state.failure)
    },
    /** A task took a stored answer. */
    reused(place: Place, now: EpochMs): void {
      withoutCall(place, now).cached++
    },
    /** A task that stood in line became a dead letter. */
    diedInLine: (place: Place, failure: Failure, now: EpochMs): void => died(withoutCall(place, now), failure),
    /** A call that was given up was answered after all. */
    answeredLate(known: Unanswered, usage: Usage | null, cost: number | null, now: EpochMs): void {
      const row = rowOf(known, known.providerId, known.model, known.endedAt ?? now)
      if (usage) addUsage(row, usage)
      row.unansweredCost -= known.cost ?? 0
      row.cost += cost ?? 0
    },
    /** A call that was given up turns out to have cost nothing. */
    unbilled(known: Unanswered, now: EpochMs): void {
      rowOf(known, known.providerId, known.model, known.endedAt ?? now).unansweredCost -= known.cost ?? 0
    },
  }
}
export type InsightNotes = ReturnType<typeof insightNotes>

function died(row: InsightDelta, failure: Failure): void {
  row.dead++
  errorOf(row, failure).dead++
}

function addUsage(row: InsightDelta, { tokensIn, tokensOut }: Usage): void {
  row.tokensIn += tokensIn ?? 0
  row.tokensOut += tokensOut ?? 0
}
