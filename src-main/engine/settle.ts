import { effectivePolicy, type LanePolicy } from '#shared/lane'
import type { Outcome, Transition } from '#shared/outcome'
import type { EpochMs } from '#shared/task'
import type { Gates, Ruling } from './gates'
import type { ClaimedTask, Clock, EngineStore, Random, Settlement } from './ports'
import type { Ended } from './run-attempt'
import type { StorageWatch } from './storage-watch'
import { standing, thenOf } from './then'
import { transition } from './transition'
import type { Ways } from './ways'

type Parts = {
  readonly store: Pick<EngineStore, 'settle' | 'saveGates' | 'refundRetries'>
  readonly gates: Gates
  readonly ways: Pick<Ways, 'ended' | 'moved' | 'left' | 'notTaken' | 'nextFallback'>
  readonly storage: StorageWatch
  readonly clock: Pick<Clock, 'now'>
  readonly random: Random
  readonly policyOf: (task: ClaimedTask) => LanePolicy
  /** It may have freed tasks of any lane, or moved what is due. */
  readonly onFreed: () => void
}

/** What becomes of tasks whose call has ended. */
export function createSettling({ store, gates, ways, storage, clock, random, policyOf, onFreed }: Parts) {
  /** A failure that another try might mend, and no tries left: a model that stands in goes on, with all of its own. */
  function withFallback(task: ClaimedTask, next: Transition, outcome: Outcome): Transition {
    if (outcome.kind !== 'transient' || next.state.kind !== 'dead') return next
    const fallback = ways.nextFallback(task.gateId, task.fallback)
    return fallback === undefined ? next : { state: { kind: 'queued' }, retriesUsed: 0, fallback }
  }

  /** Resolves once it is on disk. Never rejects: while the disk refuses, the answer stays in memory. */
  return (
    task: ClaimedTask,
    { outcome: observed, readings, sent, gates: asSent, ...ended }: Ended,
    times: Pick<LanePolicy, 'timeoutMs' | 'firstTokenMs' | 'stallMs'>,
  ): Promise<void> => {
    const now = clock.now()
    const asEnded = observed.kind === 'succeeded' ? null : standing(task, gates.get)
    const { outcome, wait, changed, refunded } = sent ? ruling(observed) : unruled(observed)
    ways.left(task)
    ways.moved(changed)
    function ruling(answer: Outcome): Ruling {
      ways.ended(task, { outcome: answer, readings, firstByteMs: ended.firstByteMs })
      return gates.observe(task.way.gateId, task.id, answer, now, random())
    }
    function unruled(answer: Outcome): Ruling {
      ways.notTaken([task.id])
      return { outcome: answer, wait: null, changed: [], refunded: [] }
    }
    const policy = effectivePolicy(policyOf(task), task.override)
    const next = withFallback(task, transition(task, policy, outcome, now, random()), outcome)
    const backoff =
      next.state.kind === 'backing_off'
        ? { reason: 'backoff' as const, ms: next.state.runAt - now, until: next.state.runAt }
        : null
    const code = 'failure' in outcome ? outcome.failure.code : null
    const atTheTime = asEnded && {
      atTheTime: thenOf({
        ...{ retriesUsed: task.retriesUsed, times, policy, code },
        ...{ sent: asSent, ended: asEnded, after: standing(task, gates.get) },
      }),
    }
    const settlement: Settlement = { task, outcome, next, wait: backoff ?? wait, ...ended, ...atTheTime }
    // The answer is in memory only until then. The slot is free at once: what comes next waits for its own claim's commit.
    let settled = false // one of the two may fail alone: a second settle would take the answer for a late one
    const write = (end: Settlement) => () =>
      Promise.all([
        settled || store.settle(end, now).then(() => (settled = true)),
        changed.length > 0 ? store.saveGates(changed) : undefined,
        refunded.length > 0 ? store.refundRetries(refunded) : undefined,
      ])
    const keepTrying = (): Promise<void> =>
      storage
        .until(write(settlement))
        .catch((error: unknown) => storage.until(write(unstorable(settlement, error, now))))
        .then(noop, storage.failed) // it stays running until the next start: that is a bug of ours, and must not end the process
    // The lane itself goes on after a success or a dead letter; all else may free tasks of the other one.
    const plain = !backoff && changed.length === 0 && (next.state.kind === 'succeeded' || next.state.kind === 'dead')
    // Nearly every settle is this one write that succeeds, so it goes without all of that.
    if (plain && storage.ok()) return store.settle(settlement, now).then(noop, keepTrying)
    return keepTrying().then(() => {
      if (!plain) onFreed()
    })
  }
}
const noop = () => {}

/** An answer that the store refuses for what is in it: the task ends in plain sight instead of running for ever. */
export function unstorable(settlement: Settlement, error: unknown, now: EpochMs): Settlement {
  const message = `The answer could not be stored: ${error instanceof Error ? error.message : String(error)}`
  const failure = { code: 'invalid_answer' as const, status: null, providerCode: null, message, requestId: null }
  const { retriesUsed } = settlement.next
  return {
    ...settlement,
    wire: null,
    outcome: { kind: 'permanent', failure },
    next: { retriesUsed, state: { kind: 'dead', settledAt: now, failure } },
  }
}
