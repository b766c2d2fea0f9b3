import type { LocalDays } from '#shared/local-day'
import type { Outcome } from '#shared/outcome'
import type { BatchId, EpochMs, TaskId, TaskResult, Usage } from '#shared/task'
import type { Cost, Settlement } from '#shared/work'
import type { attemptsTable, Bill } from './attempts'
import type { Changes, SpendDelta } from './changes'
import type { InsightNotes } from './insights/notes'
import type { TasksTable } from './tasks'

type Parts = {
  readonly changes: Changes
  readonly tasks: TasksTable
  readonly attempts: ReturnType<typeof attemptsTable>
  readonly gateOf: (id: Settlement['task']['gateId']) => { readonly providerId: string }
  readonly days: LocalDays
  readonly insights: Pick<InsightNotes, 'answeredLate' | 'unbilled'>
}

/** The answer of an outcome, also of one that is no success. */
export function answerOf(outcome: Outcome): TaskResult | null {
  if (outcome.kind === 'succeeded') return outcome.result
  return 'answer' in outcome ? (outcome.answer ?? null) : null
}

/** What calls cost, booked in the transaction that ends them. */
export function billing({ changes, tasks, attempts, gateOf, days, insights }: Parts) {
  const rowOf = (batchId: BatchId, providerId: string, model: string, at: EpochMs): SpendDelta =>
    changes.spend({ day: days.of(at), batchId, providerId, model })

  return {
    /** Of a call that was never answered, what was put by for it; otherwise what its answer cost, null where it had none or no price. */
    of({ task, outcome, mayHaveBeenBilled, cost }: Settlement): Bill {
      const usage = answerOf(outcome)?.usage ?? null
      return { usage, cost: (mayHaveBeenBilled ? task.way?.reserved : cost) ?? null }
    },
    /** Once the attempt is written. What was never sent is no call. */
    book(
      { task, endedAt, progress, mayHaveBeenBilled, saved, savedByHalfPrice }: Settlement,
      { usage, cost }: Bill,
      now: EpochMs,
    ): void {
      if (progress === 'claimed') return
      const providerId = task.way?.providerId ?? gateOf(task.gateId).providerId
      const row = rowOf(task.batchId, providerId, task.model, endedAt ?? now)
      row.calls++
      if (usage) addUsage(row, usage)
      if (mayHaveBeenBilled) {
        row.unanswered++
        row.unansweredCost += cost ?? 0
        return
      }
      row.cost += cost ?? 0
      row.saved += saved ?? 0
      row.savedByHalfPrice += savedByHalfPrice ?? 0
      if (usage && cost === null) row.unpriced++
    },
    /** An answer to a call that was given up: it moves from those never answered to those that were, on the day on which it was given up. */
    late(id: TaskId, attempt: number, outcome: Outcome, now: EpochMs, price: Cost | null): void {
      const known = attempts.neverAnswered(id, attempt)
      if (!known) return // answered before: nothing more can have been billed for it
      const usage = answerOf(outcome)?.usage ?? null
      const cost = price?.cost ?? null
      const row = rowOf(known.batchId, known.providerId, known.model, known.endedAt ?? now)
      if (usage) addUsage(row, usage)
      row.unanswered--
      row.unansweredCost -= known.cost ?? 0
      row.cost += cost ?? 0
      row.saved += price?.saved ?? 0
      row.savedByHalfPrice += price?.savedByHalfPrice ?? 0
      if (usage && cost === null) row.unpriced++
      if (cost !== null) tasks.addCost(id, cost)
      insights.answeredLate(known, usage, cost, now)
      attempts.answeredLate(id, attempt, cost)
    },
    /** A call that was given up turns out to have cost nothing: what was put by for it is free again. False for one that was answered. */
    unbilled(id: TaskId, attempt: number, now: EpochMs): boolean {
      const known = attempts.neverAnswered(id, attempt)
      if (!known) return false
      const row = rowOf(known.batchId, known.providerId, known.model, known.endedAt ?? now)
      row.unanswered--
      row.unansweredCost -= known.cost ?? 0
      insights.unbilled(known, now)
      attempts.unbilled(id, attempt)
      return true
    },
  }
}

function addUsage(row: SpendDelta, { tokensIn, tokensOut, cachedIn }: Usage): void {
  row.tokensIn += tokensIn ?? 0
  row.tokensOut += tokensOut ?? 0
  row.cachedIn += cachedIn ?? 0
}
