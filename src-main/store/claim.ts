import { BatchOptions } from '#shared/batch'
import { heldUpNote } from '#shared/cause'
import { firstKeyId } from '#shared/gate'
import type { LocalDays } from '#shared/local-day'
import type { LlmRequest } from '#shared/request'
import type { BatchId, EpochMs, GateId, TaskId } from '#shared/task'
import type { Candidate, Claim, ClaimedTask, Claims, Lease, Place, Settlement, Way } from '#shared/work'
import type { AnswersTable } from './answers'
import type { AskedRequests } from './asked'
import type { attemptsTable } from './attempts'
import type { StoredBatch } from './batches'
import type { ClaimBooks, OpenBooks } from './books'
import type { Changes, Queued } from './changes'
import type { DryRunsTable } from './dry-runs'
import type { taskGraph } from './graph'
import type { InsightNotes } from './insights/notes'
import { limitsOf } from './letters'
import { sha256 } from './payloads'
import type { ReadyLists } from './ready'
import type { RemoteBatchesTable } from './remote-batches'
import type { resultsTable } from './results'
import type { sharedCalls } from './sharing'
import type { Claimed, InLine, TasksTable } from './tasks'

type Parts = {
  readonly changes: Pick<Changes, 'died'>
  readonly ready: ReadyLists
  readonly sharing: ReturnType<typeof sharedCalls>
  readonly tasks: TasksTable
  readonly attempts: ReturnType<typeof attemptsTable>
  readonly results: ReturnType<typeof resultsTable>
  readonly answers: AnswersTable
  readonly graph: ReturnType<typeof taskGraph>
  readonly asked: AskedRequests
  readonly remote: RemoteBatchesTable
  readonly batch: (id: BatchId) => (StoredBatch & { open: boolean }) | undefined
  readonly gateOf: (id: GateId) => { readonly providerId: string; readonly model: string }
  readonly books: OpenBooks
  readonly insights: InsightNotes
  readonly days: LocalDays
  readonly installationId: string
  readonly boot: () => number
  readonly ahead: () => readonly TaskId[]
  /** The batch stands still because too many of it died, and not because a person wants that. */
  readonly pausedByAlert: (id: BatchId) => boolean
  readonly dryRuns: Pick<DryRunsTable, 'boundary'>
  readonly settle: (settlement: Settlement, now: EpochMs) => boolean
}

/** Tasks looked at in one claim that need no call, or wait for that of an identical one: each costs little, and yet a turn must end. */
const passedPerClaim = 200
/** Those that must wait and let others pass are looked at anew by each claim, with all of their text. */
const mostWaiting = 48

const noOverride = {}
const noOptions = BatchOptions.parse({})

/** Takes tasks out of their lines and makes them run, in the transaction in hand: all of a turn with a few statements. */
export function claims(parts: Parts) {
  const { ready, sharing, tasks, attempts, results, answers, graph, asked } = parts

  /** Null for a batch that stands still. */
  function priorityOf(batchId: BatchId, { windowOpen, mayGo }: Claim, isAhead = false): number | null {
    const batch = parts.batch(batchId)
    // Whoever sends one ahead wants to know whether what made the batch stand still is put right.
    const isPaused = batch?.paused === true && !(isAhead && parts.pausedByAlert(batchId))
    if (!batch?.open || isPaused || mayGo?.(batchId) === false || windowOpen?.(batch.options.windows) === false)
      return null
    return batch.priority
  }

  /** A dry run is waited for: its rows go by calls of their own, also where the rest will go at half the price within a day. */
  function optionsOf(batchId: BatchId): BatchOptions {
    const options = parts.batch(batchId)?.options ?? noOptions
    return options.halfPrice && parts.dryRuns.boundary(batchId) ? { ...options, halfPrice: undefined } : options
  }
  /** Beyond the rows of a dry run that was not released: nothing else may let it go. */
  const isBeyond = ({ id, batchId }: Queued): boolean => id > (parts.dryRuns.boundary(batchId)?.lastTask ?? id)

  /** Those that go another way than by this claim: see Claim.leaves. */
  const leaves = ({ batchId, gateId, lane }: Place, claim: Claim): boolean =>
    claim.leaves?.(gateId, optionsOf(batchId), lane) === true

  function pick(ids: readonly TaskId[], claim: Claim, isAhead = false): Queued[] {
    const { lane, admit, only } = claim
    return ids.flatMap((id) => {
      const task = tasks.get(id)
      if (task?.state.kind !== 'queued' || task.lane !== lane || priorityOf(task.batchId, claim, isAhead) === null)
        return []
      if (only !== undefined && task.batchId !== only) return []
      if (!admit(task.gateId) || leaves(task, claim)) return []
      return [{ id, batchId: task.batchId, lane, gateId: task.gateId, priority: task.priority }]
    })
  }

  /** Whether the task got the answer of an identical one, or stands aside for one that is in flight. */
  function shared(task: Queued, text: string, now: EpochMs): boolean {
    const digest = sha256(text)
    const twin = answers.find(digest, task.gateId)
    if (twin !== undefined && tasks.reuse(task, task.id, now)) {
      results.copy(twin, task.id, now)
      parts.insights.reused(task, now)
      graph.follow(task.id, 'queued', 'succeeded', now)
      return true
    }
    return !sharing.lead(sharing.key(digest, task.gateId), task)
  }

  /** A retry that was held up until after its last moment, as by a gate, a pause or a run window: the task ends of its last failure. */
  function triedTooLate({ id, retriesUsed, firstTryAt }: InLine, forMs: number, now: EpochMs): boolean {
    if (retriesUsed === 0 || firstTryAt === null || now <= firstTryAt + forMs) return false
    const [task, failure] = [tasks.get(id), attempts.lastFailure(id)]
    if (!task || !failure) return false
    const message = `${failure.message} ${heldUpNote}`
    if (tasks.move(task, { kind: 'dead', settledAt: now, failure: { ...failure, message } }, { died: true })) {
      parts.insights.diedInLine(task, failure, now)
      parts.changes.died({ id, batchId: task.batchId, at: now })
    }
    graph.follow(id, 'queued', 'dead', now)
    return true
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
    parts.settle({ task, outcome: { kind: 'permanent', failure }, next, ...ended }, now)
  }

  /** What becomes of one that stands in line: it is to run, can ask nothing, or needs no call now (null). */
  function look(task: Queued, row: InLine, { now, retryForMs }: Claim): LlmRequest | { error: unknown } | null {
    const options = parts.batch(task.batchId)?.options
    const forMs = retryForMs?.(options?.policy ?? noOverride) ?? null
    if (forMs !== null && triedTooLate(row, forMs, now)) return null
    try {
      if (row.text === null) throw new Error('it has no text any more.')
      const { text, request } = asked.fill(task.id, row.text)
      return options?.reuse && shared(task, text, now) ? null : request
    } catch (error) {
      return { error }
    }
  }

  /** One that can ask nothing goes its own way: it only ends. */
  function wayOf(
    task: Omit<Candidate, 'request'> & { request: LlmRequest | { error: unknown } },
    reserve: Claim['reserve'],
    books: ClaimBooks,
  ): Way | 'aside' | null {
    const { request } = task
    if (reserve && !('error' in request)) return reserve({ ...task, request }, books)
    return { gateId: task.gateId, keyId: firstKeyId, ...parts.gateOf(task.gateId) }
  }

  /** Those of them that now run. `wait` gets those that may not go now, with whether their line waits with them. */
  function claimAll(
    found: readonly Queued[],
    claim: Claim,
    {
      waits,
      wait,
      books,
    }: { waits: (line: Place) => boolean; wait: (task: Queued, wholeLine: boolean) => void; books: ClaimBooks },
  ): ClaimedTask[] {
    const { lane, now, as, reserve } = claim
    const rows = tasks.inLine(found.map(({ id }) => id))
    const claimed: ClaimedTask[] = []
    const refused: (() => void)[] = []
    const putBy: Claimed[] = []
    const going: Record<'claimed' | 'sent', TaskId[]> = { claimed: [], sent: [] }
    for (const task of found) {
      const { id, batchId, gateId, priority } = task
      const row = rows.get(id)
      // It may have moved since it came in line here: then it stands in line elsewhere as well, and must not go from here.
      if (row?.lane !== lane || row.priority !== priority || isBeyond(task)) continue
      rows.delete(id) // it may stand in line twice
      if (waits(task)) {
        wait(task, false)
        continue
      }
      const request = look(task, row, claim)
      if (request === null) continue
      const { revision, retriesUsed, waitMs, fallback, readyAt } = row
      const options = optionsOf(batchId)
      const candidate = { ...task, revision, options, retriesUsed, fallback, request, text: row.text ?? '' }
      const way = wayOf(candidate, reserve, books)
      if (way === null || way === 'aside') {
        // It leads nobody while it waits itself.
        for (const each of [task, ...sharing.ended(id)]) wait(each, way === null)
        continue
      }
      const progress = as(way)
      going[progress].push(id)
      tasks.runs(task, id)
      const { providerId, model, reserved = 0 } = way
      if (reserved > 0 || way.gateId !== gateId)
        putBy.push({ id, reserved, way: way.gateId === gateId ? null : way.gateId })
      if (reserved > 0) books.putBy(batchId, reserved)
      const lease = {
        batchId,
        lane,
        gateId,
        id,
        priority,
        attempt: row.attempts + 1,
        revision,
        startedAt: now,
        readyAt,
      }
      if ('error' in request) {
        refused.push(() => refuse({ ...lease, model }, retriesUsed, request.error, now))
        continue
      }
      claimed.push({
        ...lease,
        providerId,
        model,
        retriesUsed,
        fallback,
        firstTryAt: row.firstTryAt ?? now,
        waitMs,
        request,
        idempotencyKey: idempotencyKeyOf(parts.installationId, id, revision),
        way,
        override: row.limits === null ? options.policy : { ...options.policy, ...limitsOf(row.limits) },
        sent: progress === 'sent',
      })
    }
    for (const progress of ['claimed', 'sent'] as const) tasks.claim(going[progress], parts.boot(), progress, now)
    for (const each of putBy) tasks.putBy(each)
    books.written()
    for (const end of refused) end()
    return claimed
  }

  /** Takes queued tasks of a lane: each is running when the commit is done. `more`: it stopped early and should be asked again. */
  return (claim: Claim): Claims => {
    const claimed: ClaimedTask[] = []
    const limit = claim.limit()
    const mayGo = (batchId: BatchId) => priorityOf(batchId, claim)
    const waiting: Queued[] = []
    const still: Place[] = [] // lines of which nothing more goes now
    const waits = (place: Place) => still.some((line) => line.batchId === place.batchId && line.gateId === place.gateId)
    const skip = (place: Place) => waits(place) || leaves(place, claim)
    let passed = 0
    const books = parts.books(() => parts.days.of(claim.now))
    const first = claim.ids || claim.remote ? [] : parts.ahead()
    if (first.length > 0 && limit > 0) {
      // They keep their places in line, and what is found there again is known not to be queued any more.
      const inLine = new Set(first)
      const wait = (task: Queued, wholeLine: boolean) => {
        if (!inLine.has(task.id)) waiting.push(task)
        if (wholeLine) still.push(task)
      }
      claimed.push(...claimAll(pick(first, claim, true).slice(0, limit), claim, { waits, wait, books }))
    }
    while (claimed.length < limit && passed < passedPerClaim && waiting.length < mostWaiting) {
      const next = { ...claim, limit: limit - claimed.length, priorityOf: mayGo, skip }
      const found = claim.ids ? pick(claim.ids, claim) : ready.take(next)
      if (found.length === 0) break
      const waited = waiting.length
      const wait = (task: Queued, wholeLine: boolean) => {
        waiting.push(task)
        if (wholeLine) still.push(task)
      }
      const run = claimAll(found, claim, { waits, wait, books })
      passed += found.length - run.length - (waiting.length - waited)
      claimed.push(...run)
      if (claim.ids) break
    }
    ready.add(waiting)
    const more = passed >= passedPerClaim
    if (!claim.remote) return { tasks: claimed, more }
    const out = claimed.map(({ id }) => id)
    return { tasks: claimed, more, remoteBatch: parts.remote.take(claim.remote, out, claim.now) }
  }
}

/** The same for every attempt of a revision, after a crash too, and no two installations share one. */
export const idempotencyKeyOf = (installationId: string, id: TaskId, revision: number): string =>
  `${installationId}-${id}-${revision}`
