import { effectivePolicy } from '#shared/lane'
import type { Outcome } from '#shared/outcome'
import type { RowEnd } from '#shared/remote-batch'
import { assertNever } from '#shared/result'
import type { Failure } from '#shared/task'
import type { RemoteTask, Settlement } from '../ports'
import { unstorable } from '../settle'
import { standing, thenOf } from '../then'
import { transition } from '../transition'
import type { Context } from './context'

/** How a row left its batch. `sent`: the provider had it. `billed`: it may have been paid for, and no answer tells. */
export type Ended = {
  readonly task: RemoteTask
  readonly outcome: Outcome
  readonly sent: boolean
  readonly billed?: boolean
  /** The provider says that it was not: whatever was put by for it, also when its attempt was given up before, is free again. */
  readonly unbilled?: boolean
}

/**
 * Ends the attempts of tasks as the end of a call does: the same rules for retries, dead letters and what comes next. Called in one turn, it
 * is one transaction. Resolves once it is on disk; a task that moved on since is left as it is, and what it was answered is kept as late.
 * True for those that were settled.
 */
export function settleRows(context: Context, ended: readonly Ended[]): Promise<boolean[]> {
  const { store, storage, clock } = context
  const now = clock.now()
  return Promise.all(
    ended.map((end) => {
      const settlement = settlementOf(context, end, now)
      const write = (what: Settlement) => () => store.settle(what, now)
      return storage
        .until(write(settlement))
        .catch((error: unknown) => storage.until(write(unstorable(settlement, error, now))))
    }),
  )
}

function settlementOf(
  { policyOf, random, gates }: Context,
  { task, outcome, sent, billed = false, unbilled = false }: Ended,
  now: number,
): Settlement {
  // No other model stands in for one that has a day to answer.
  const policy = effectivePolicy(policyOf(task.lane), task.override)
  const next = transition(task, policy, outcome, now, random())
  const { state } = next
  const answered = outcome.kind === 'succeeded' || outcome.kind === 'permanent' || outcome.kind === 'transient'
  /** How its gate stood when its batch went out nobody wrote down, which may have been a day and a restart ago. No call of it was timed. */
  function remoteThen() {
    const stood = standing(task, gates.get)
    const code = 'failure' in outcome ? outcome.failure.code : null
    const { retriesUsed } = task
    return thenOf({ retriesUsed, times: policy, policy, code, sent: null, ended: stood, after: stood })
  }
  return {
    ...{ task, outcome, next, endedAt: now, firstByteMs: null, mayHaveBeenBilled: billed },
    progress: !sent ? 'claimed' : answered ? 'done' : 'sent',
    ...(unbilled ? { unbilled } : {}),
    ...(outcome.kind === 'succeeded' ? {} : { atTheTime: remoteThen() }),
    wait: state.kind === 'backing_off' ? { reason: 'backoff', ms: state.runAt - now, until: state.runAt } : null,
  }
}

/** A row of a batch that the provider had, and how it ended. One that had no turn goes back in line and spends nothing. */
export function endedAs(task: RemoteTask, end: RowEnd): Ended {
  const outcome = outcomeOf(end)
  if (end.kind === 'missing') return { task, outcome, sent: true, billed: true }
  return { task, outcome, sent: true, unbilled: end.kind !== 'answered' || isRefusal(outcome) }
}

/** Nothing was made for it, and so nothing billed. */
const isRefusal = (outcome: Outcome): boolean =>
  outcome.kind === 'blocked' ||
  outcome.kind === 'rate_limited' ||
  (outcome.kind === 'permanent' && outcome.answer === undefined)

function outcomeOf(end: RowEnd): Outcome {
  switch (end.kind) {
    case 'answered':
      return end.outcome
    case 'unsent':
      return back(
        'server_error',
        null,
        'The provider refused the batch because of other requests in it. It goes into the next one.',
      )
    case 'expired':
      return back(
        'timeout',
        'batch_expired',
        'The provider’s batch ended before this request had its turn. It goes into the next one.',
      )
    case 'cancelled':
      return back(
        'server_error',
        'batch_cancelled',
        'The batch was cancelled at the provider. It goes into the next one.',
      )
    case 'missing':
      // It spends a retry: one whose answer is lost each time must not be sent, and paid for, for ever.
      return unclear('The provider’s batch ended without an answer to this request, which may have been billed.')
    default:
      return assertNever(end)
  }
}

/** It may or may not have been answered, and what there is cannot be read. */
export function unclear(message: string): Outcome {
  const failure = { code: 'server_error' as const, status: null, providerCode: null, message, requestId: null }
  return { kind: 'transient', failure, outage: false, retryAfterMs: null }
}

/** Back in line, with no retry spent. */
export function back(code: Failure['code'], providerCode: string | null, message: string): Outcome {
  return { kind: 'held', failure: { code, status: null, providerCode, message, requestId: null } }
}
