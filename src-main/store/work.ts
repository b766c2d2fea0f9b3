import type { Outcome } from '#shared/outcome'
import { LlmRequest } from '#shared/request'
import { fillSteps } from '#shared/steps'
import type { BatchId, EpochMs, GateId, TaskId } from '#shared/task'
import type { Claim, ClaimedTask, Claims, Settlement } from '#shared/work'
import type { attemptsTable } from './attempts'
import type { StoredBatch } from './batches'
import type { Changes, Queued } from './changes'
import { crashPoint } from './crash-point'
import type { DependenciesTable } from './dependencies'
import type { taskGraph } from './graph'
import type { lateAnswersTable } from './late-answers'
import { type payloadsTable, sha256 } from './payloads'
import type { ReadyLists } from './ready'
import type { resultsTable } from './results'
import type { sharedCalls } from './sharing'
import type { TasksTable } from './tasks'

type Parts = {
  readonly changes: Changes
  readonly ready: ReadyLists
  readonly sharing: ReturnType<typeof sharedCalls>
  readonly tasks: TasksTable
  readonly payloads: ReturnType<typeof payloadsTable>
  readonly attempts: ReturnType<typeof attemptsTable>
  readonly results: ReturnType<typeof resultsTable>
  readonly lateAnswers: ReturnType<typeof lateAnswersTable>
  readonly dependencies: DependenciesTable
  readonly graph: ReturnType<typeof taskGraph>
  readonly batch: (id: BatchId) => (StoredBatch & { open: boolean }) | undefined
  readonly gateOf: (id: GateId) => { readonly providerId: string; readonly model: string }
  readonly installationId: string
  readonly boot: () => number
}

/** Answers taken from the store in one claim: each costs little, and yet a turn must end. */
const reusedPerClaim = 200

/** Claim and settle, each in the transaction in hand. */
export function work(parts: Parts) {
  const { changes, ready, sharing, tasks, payloads, attempts, results, lateAnswers, dependencies, graph } = parts

  function requestOf(id: TaskId, revision: number): { text: string; request: LlmRequest } {
    const text = payloads.text(id, revision)
    const request = LlmRequest.parse(JSON.parse(text))
    if (!dependencies.any() || !text.includes('{{')) return { text, request }
    const found = dependencies.parents(id).map(({ name, taskId }) => [name, results.text(taskId) ?? ''] as const)
    if (found.length === 0) return { text, request }
    const filled = fillSteps(request, new Map(found))
    return { text: JSON.stringify(filled), request: filled }
  }

  /** Whether the task got the answer of an identical one, or stands aside for one that is in flight. */
  function shared(task: Queued, revision: number, now: EpochMs): 'reused' | 'aside' | null {
    const digest = sha256(requestOf(task.id, revision).text)
    const twin = payloads.answeredTwin(digest, task.gateId)
    if (twin !== undefined && tasks.reuse(task, task.id, now)) {
      results.copy(twin, task.id, now)
      graph.follow(task.id, 'queued', 'succeeded', now)
      return 'reused'
    }
    return sharing.lead(sharing.key(digest, task.gateId), task) ? null : 'aside'
  }

  function claimOne(task: Queued, { now, as }: Claim): ClaimedTask | 'reused' | 'aside' | null {
    const { batchId, lane, gateId, id, priority } = task
    const batch = parts.batch(batchId)
    if (batch?.options.reuse) {
      const seen = tasks.get(id)
      if (seen?.state.kind !== 'queued') return null
      const found = shared(task, seen.revision, now)
      if (found) return found
    }
    const claimed = tasks.claim(task, id, parts.boot(), as, now)
    if (!claimed) return null
    const { attempts: attempt, revision, retriesUsed, firstTryAt, waitMs } = claimed
    return {
      ...{ batchId, lane, gateId, id, priority, attempt, revision, retriesUsed, firstTryAt, waitMs, startedAt: now },
      ...parts.gateOf(gateId),
      request: requestOf(id, revision).request,
      idempotencyKey: `${parts.installationId}-${id}-${revision}`,
      override: batch?.options.policy ?? {},
    }
  }

  return {
    /** Takes queued tasks of a lane: each is running when the commit is done. `more`: it stopped early and should be asked again. */
    claim(claim: Claim): Claims {
      const claimed: ClaimedTask[] = []
      const limit = claim.limit()
      let reused = 0
      while (claimed.length < limit && reused < reusedPerClaim) {
        const asked = { ...claim, limit: limit - claimed.length, priorityOf }
        const found = claim.ids ? pick(claim.ids, claim) : ready.take(asked)
        if (found.length === 0) break
        for (const task of found) {
          const one = claimOne(task, claim)
          if (one === 'reused') reused++
          else if (one !== null && one !== 'aside') claimed.push(one)
        }
        if (claim.ids) break
      }
      return { tasks: claimed, more: reused >= reusedPerClaim }
    },
    progress: (id: TaskId, attempt: number, to: 'sent' | 'first_byte') => tasks.progress(id, attempt, to),
    /** Ends an attempt and moves its task on. False when that attempt no longer ran: an answer is then kept as a late one. */
    settle({ task, outcome, next, endedAt, ...end }: Settlement, now: EpochMs): boolean {
      const { id, attempt, priority, ...lease } = task
      const { state, retriesUsed } = next
      const usage = outcome.kind === 'succeeded' ? outcome.result.usage : null
      const answerMs = endedAt === null ? null : Math.max(0, endedAt - task.startedAt)
      const waitMs = state.kind === 'backing_off' ? state.runAt - now : null
      const settled = tasks.settle(
        { ...lease, taskId: id, attempt, state, retriesUsed, waitMs, answerMs, usage },
        priority,
      )
      for (const waiting of sharing.ended(id)) changes.queued(waiting)
      if (!settled) {
        if (outcome.kind === 'succeeded') this.late(id, attempt, outcome, now)
        return false
      }
      crashPoint('inside_settle')
      attempts.insert({
        taskId: id,
        number: attempt,
        outcome,
        endedAt,
        boot: task.boot ?? parts.boot(),
        ...lease,
        ...end,
      })
      if (outcome.kind === 'succeeded') results.insert(outcome.result, id, attempt, now)
      graph.follow(id, 'running', state.kind, now)
      return true
    },
    late(id: TaskId, attempt: number, outcome: Outcome, now: EpochMs): void {
      lateAnswers.insert(id, attempt, outcome, now)
      changes.task(id)
    },
  }

  function priorityOf(batchId: BatchId): number | null {
    const batch = parts.batch(batchId)
    return batch?.open && !batch.paused ? batch.priority : null
  }

  function pick(ids: readonly TaskId[], { lane, admit }: Claim): Queued[] {
    return ids.flatMap((id) => {
      const task = tasks.get(id)
      if (task?.state.kind !== 'queued' || task.lane !== lane || priorityOf(task.batchId) === null) return []
      if (!admit(task.gateId)) return []
      return [{ id, batchId: task.batchId, lane, gateId: task.gateId, priority: task.priority }]
    })
  }
}
