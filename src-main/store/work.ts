import type { Outcome } from '#shared/outcome'
import { LlmRequest } from '#shared/request'
import { fillSteps } from '#shared/steps'
import type { BatchId, EpochMs, GateId, TaskId } from '#shared/task'
import type { Claim, ClaimedTask, Claims, Lease, Settlement } from '#shared/work'
import type { AnswersTable } from './answers'
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
  readonly answers: AnswersTable
  readonly lateAnswers: ReturnType<typeof lateAnswersTable>
  readonly dependencies: DependenciesTable
  readonly graph: ReturnType<typeof taskGraph>
  readonly batch: (id: BatchId) => (StoredBatch & { open: boolean }) | undefined
  readonly gateOf: (id: GateId) => { readonly providerId: string; readonly model: string }
  readonly installationId: string
  readonly boot: () => number
}

/** Tasks looked at in one claim that need no call, or wait for that of an identical one: each costs little, and yet a turn must end. */
const passedPerClaim = 200

const noOverride = {}

/** Claim and settle, each in the transaction in hand. */
export function work(parts: Parts) {
  const { changes, ready, sharing, tasks, payloads, attempts, results, answers, lateAnswers, dependencies, graph } =
    parts

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
    const request = readable(task.id, revision)
    if ('error' in request) return null // the claim says so
    const digest = sha256(request.text)
    const twin = answers.find(digest, task.gateId)
    if (twin !== undefined && tasks.reuse(task, task.id, now)) {
      results.copy(twin, task.id, now)
      graph.follow(task.id, 'queued', 'succeeded', now)
      return 'reused'
    }
    return sharing.lead(sharing.key(digest, task.gateId), task) ? null : 'aside'
  }

  /** The hash of what a task really asked: with the results of others filled in. Undefined when one of them, or its own, was removed since. */
  function asked(id: TaskId, revision: number): Buffer | undefined {
    const parents = dependencies.any() ? dependencies.parents(id) : []
    if (parents.length === 0) return payloads.hash(id, revision)
    const texts = [id, ...parents.map(({ taskId }) => taskId)]
    if (texts.some((each) => results.text(each) === undefined)) return undefined
    return sha256(requestOf(id, revision).text)
  }

  function claimOne(task: Queued, { now, as, retryForMs }: Claim): ClaimedTask | 'reused' | 'aside' | null {
    const { batchId, lane, gateId, id, priority } = task
    const batch = parts.batch(batchId)
    const forMs = retryForMs?.(batch?.options.policy ?? noOverride) ?? null
    if (forMs !== null && retriedTooLate(task, forMs, now)) return null
    if (batch?.options.reuse) {
      const seen = tasks.get(id)
      // It may have moved since it came in line here: then it stands in line elsewhere as well, and must not lead from here.
      if (seen?.state.kind !== 'queued' || seen.lane !== lane || seen.priority !== priority) return null
      const found = shared(task, seen.revision, now)
      if (found) return found
    }
    const progress = as(gateId)
    const claimed = tasks.claim(task, id, parts.boot(), progress, now)
    if (!claimed) return null
    const { attempts: attempt, revision, retriesUsed, firstTryAt, waitMs } = claimed
    const lease = { batchId, lane, gateId, id, priority, attempt, revision, startedAt: now, ...parts.gateOf(gateId) }
    const request = readable(id, revision)
    if ('error' in request) {
      refuse(lease, retriesUsed, request.error, now)
      return null
    }
    return {
      ...{ ...lease, retriesUsed, firstTryAt, waitMs, request: request.request },
      idempotencyKey: `${parts.installationId}-${id}-${revision}`,
      override: batch?.options.policy ?? noOverride,
      sent: progress === 'sent',
    }
  }

  /** A retry that was held up until after its last moment, as by a gate, a pause or a run window: the task ends of its last failure. */
  function retriedTooLate({ id, lane }: Queued, forMs: number, now: EpochMs): boolean {
    const since = tasks.retryingSince(id, lane)
    if (since === undefined || now <= since + forMs) return false
    const [task, failure] = [tasks.get(id), attempts.lastFailure(id)]
    if (!task || !failure) return false
    const message = `${failure.message} Its retry was held up until after the time that its rules allow for retries.`
    tasks.move(task, { kind: 'dead', settledAt: now, failure: { ...failure, message } })
    graph.follow(id, 'queued', 'dead', now)
    return true
  }

  function readable(id: TaskId, revision: number): { text: string; request: LlmRequest } | { error: unknown } {
    try {
      return requestOf(id, revision)
    } catch (error) {
      return { error }
    }
  }

  /** A task that can ask nothing, such as one that is empty with the results it needs filled in, ends in plain sight. It must not stop the others. */
  function refuse(task: Lease, retriesUsed: number, error: unknown, now: EpochMs) {
    const message = `Its request cannot be made, so nothing was sent: ${error instanceof Error ? error.message : String(error)}`
    const failure = { code: 'bad_request' as const, status: null, providerCode: null, message, requestId: null }
    const next = { retriesUsed, state: { kind: 'dead' as const, settledAt: now, failure } }
    const ended = {
      endedAt: now,
      progress: 'claimed' as const,
      wait: null,
      mayHaveBeenBilled: false,
      firstByteMs: null,
    }
    settle({ task, outcome: { kind: 'permanent', failure }, next, ...ended }, now)
  }

  return {
    /** Takes queued tasks of a lane: each is running when the commit is done. `more`: it stopped early and should be asked again. */
    claim(claim: Claim): Claims {
      const claimed: ClaimedTask[] = []
      const limit = claim.limit()
      const mayGo = (batchId: BatchId) => priorityOf(batchId, claim)
      let passed = 0
      while (claimed.length < limit && passed < passedPerClaim) {
        const next = { ...claim, limit: limit - claimed.length, priorityOf: mayGo }
        const found = claim.ids ? pick(claim.ids, claim) : ready.take(next)
        if (found.length === 0) break
        for (const task of found) {
          const one = claimOne(task, claim)
          if (one === null || one === 'reused' || one === 'aside') passed++
          else claimed.push(one)
        }
        if (claim.ids) break
      }
      return { tasks: claimed, more: passed >= passedPerClaim }
    },
    progress: (id: TaskId, attempt: number, to: 'sent' | 'first_byte') => tasks.progress(id, attempt, to),
    settle,
    late,
    asked,
  }

  /** Ends an attempt and moves its task on. False when that attempt no longer ran: an answer is then kept as a late one. */
  function settle({ task, outcome, next, endedAt, ...end }: Settlement, now: EpochMs): boolean {
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
      if (outcome.kind === 'succeeded') late(id, attempt, outcome, now)
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
    if (outcome.kind === 'succeeded') {
      results.insert(outcome.result, id, attempt, now)
      const digest = answers.active() ? asked(id, task.revision) : undefined
      if (digest) answers.add(digest, task.gateId, id)
    }
    graph.follow(id, 'running', state.kind, now)
    return true
  }

  function late(id: TaskId, attempt: number, outcome: Outcome, now: EpochMs): void {
    lateAnswers.insert(id, attempt, outcome, now)
    attempts.answeredLate()
    changes.task(id)
  }

  /** Null for a batch that stands still. */
  function priorityOf(batchId: BatchId, { windowOpen, mayGo }: Claim): number | null {
    const batch = parts.batch(batchId)
    if (!batch?.open || batch.paused || mayGo?.(batchId) === false || windowOpen?.(batch.options.windows) === false)
      return null
    return batch.priority
  }

  function pick(ids: readonly TaskId[], claim: Claim): Queued[] {
    const { lane, admit, only } = claim
    return ids.flatMap((id) => {
      const task = tasks.get(id)
      if (task?.state.kind !== 'queued' || task.lane !== lane || priorityOf(task.batchId, claim) === null) return []
      if (only !== undefined && task.batchId !== only) return []
      if (!admit(task.gateId)) return []
      return [{ id, batchId: task.batchId, lane, gateId: task.gateId, priority: task.priority }]
    })
  }
}
