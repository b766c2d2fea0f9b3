import type { LocalDays } from '#shared/local-day'
import type { Outcome } from '#shared/outcome'
import type { BatchId, EpochMs, GateId, TaskId } from '#shared/task'
import type { Cost, Settlement } from '#shared/work'
import type { AnswersTable } from './answers'
import { askedRequests } from './asked'
import type { attemptThenTable } from './attempt-then'
import { answeredHeaders, type attemptWireTable } from './attempt-wire'
import type { attemptsTable } from './attempts'
import type { StoredBatch } from './batches'
import { billing } from './bill'
import type { OpenBooks } from './books'
import type { Changes } from './changes'
import { claims } from './claim'
import { crashPoint } from './crash-point'
import type { Database } from './database'
import type { DependenciesTable } from './dependencies'
import type { DryRunsTable } from './dry-runs'
import type { taskGraph } from './graph'
import { insightNotes } from './insights/notes'
import type { lateAnswersTable } from './late-answers'
import type { payloadsTable } from './payloads'
import type { RawAnswersTable } from './raw-answers'
import type { ReadyLists } from './ready'
import { remoteBatchesTable } from './remote-batches'
import type { resultsTable } from './results'
import type { sharedCalls } from './sharing'
import type { TasksTable } from './tasks'

type Parts = {
  readonly db: Database
  readonly changes: Changes
  readonly ready: ReadyLists
  readonly sharing: ReturnType<typeof sharedCalls>
  readonly tasks: TasksTable
  readonly payloads: ReturnType<typeof payloadsTable>
  readonly attempts: ReturnType<typeof attemptsTable>
  readonly wires: ReturnType<typeof attemptWireTable>
  readonly rawAnswers: Pick<RawAnswersTable, 'insert'>
  readonly thens: ReturnType<typeof attemptThenTable>
  readonly results: ReturnType<typeof resultsTable>
  readonly answers: AnswersTable
  readonly lateAnswers: ReturnType<typeof lateAnswersTable>
  readonly dependencies: DependenciesTable
  readonly graph: ReturnType<typeof taskGraph>
  readonly batch: (id: BatchId) => (StoredBatch & { open: boolean }) | undefined
  readonly gateOf: (id: GateId) => { readonly providerId: string; readonly model: string }
  readonly books: OpenBooks
  readonly days: LocalDays
  readonly installationId: string
  readonly boot: () => number
  /** Tasks that go before all others of their lane. */
  readonly ahead: () => readonly TaskId[]
  readonly pausedByAlert: (id: BatchId) => boolean
  readonly dryRuns: Pick<DryRunsTable, 'boundary'>
}

/** Claim and settle, each in the transaction in hand. */
export function work(parts: Parts) {
  const { changes, sharing, tasks, attempts, wires, rawAnswers, thens, results, answers, lateAnswers, graph } = parts
  const asked = askedRequests(parts)
  const remote = remoteBatchesTable({ ...parts, asked })
  const insights = insightNotes(parts)
  const bills = billing({ ...parts, insights })

  /** Ends an attempt and moves its task on. False when that attempt no longer ran: an answer is then kept as a late one. */
  function settle(settlement: Settlement, now: EpochMs): boolean {
    const { task, outcome, endedAt } = settlement
    const { id, attempt, revision, gateId } = task
    const { state, retriesUsed, fallback } = settlement.next
    const bill = bills.of(settlement)
    const settled = tasks.settle(task, {
      state,
      retriesUsed,
      fallback: fallback ?? null,
      waitMs: state.kind === 'backing_off' ? state.runAt - now : null,
      answerMs: endedAt === null ? null : Math.max(0, endedAt - task.startedAt),
      usage: bill.usage,
      cost: settlement.mayHaveBeenBilled ? 0 : (bill.cost ?? 0),
      at: now,
      calledAt: state.kind === 'dead' ? (task.way ?? parts.gateOf(gateId)) : null,
    })
    for (const waiting of sharing.ended(id)) changes.queued(waiting)
    if (!settled) {
      const { cost, saved = 0, savedByHalfPrice = 0 } = settlement
      const price = cost == null ? null : { cost, saved, savedByHalfPrice }
      // A batch's answers may be read twice: after a crash amid it, what was settled must not look as if it came late.
      const isLate = !task.way?.halfPrice || attempts.neverAnswered(id, attempt) !== undefined
      if (settlement.unbilled && bills.unbilled(id, attempt, now)) changes.task(id)
      else if (outcome.kind === 'succeeded' && isLate) late(id, attempt, outcome, now, price)
      return false
    }
    if (state.kind === 'dead') changes.died({ id, batchId: task.batchId, at: now })
    crashPoint('inside_settle')
    attempts.insert(settlement, bill, parts.boot())
    const { wire, atTheTime } = settlement
    if (wire && outcome.kind !== 'succeeded') wires.insert(id, attempt, wire)
    else if (wire && wire.body !== null) rawAnswers.insert(id, attempt, wire)
    if (atTheTime && outcome.kind !== 'succeeded') thens.insert(id, attempt, atTheTime)
    bills.book(settlement, bill, now)
    insights.attempt(settlement, bill, now)
    if (outcome.kind === 'succeeded') {
      results.insert(outcome.result, id, attempt, now, wire ? answeredHeaders(wire) : null)
      // The answer of a fallback is not that of the model that was asked for.
      const isOwn = task.way === undefined || task.way.gateId === gateId || isSameModel(gateId, task.way.gateId)
      const digest = isOwn && answers.active() ? asked.hash(id, revision) : undefined
      if (digest) answers.add(digest, gateId, id)
    }
    graph.follow(id, 'running', state.kind, now)
    return true
  }

  function isSameModel(a: GateId, b: GateId): boolean {
    const [own, used] = [parts.gateOf(a), parts.gateOf(b)]
    return own.model === used.model && own.providerId === used.providerId
  }

  function late(id: TaskId, attempt: number, outcome: Outcome, now: EpochMs, price: Cost | null = null): void {
    bills.late(id, attempt, outcome, now, price) // before it is there: then it is late no more
    lateAnswers.insert(id, attempt, outcome, now, price?.cost ?? null)
    changes.task(id)
  }

  return {
    remote,
    claim: claims({ ...parts, asked, remote, settle, insights }),
    progress: (id: TaskId, attempt: number, to: 'sent' | 'first_byte') => tasks.progress(id, attempt, to),
    settle,
    late,
    asked: asked.hash,
    /** What the task's call says, with the results of other tasks filled in. @throws where its text is gone */
    request: (id: TaskId, revision: number) => asked.fill(id, parts.payloads.text(id, revision)).request,
  }
}
