import type { AbortReason, Outcome } from '#shared/outcome'
import type { EpochMs, Progress } from '#shared/task'
import type { ClaimedTask, Clock, EngineStore, Providers } from './ports'

/** One call and what became of it. */
export type Ended = {
  readonly outcome: Outcome
  readonly endedAt: EpochMs
  readonly progress: Progress
  readonly firstByteMs: number | null
  readonly mayHaveBeenBilled: boolean
}

type Parts = { store: Pick<EngineStore, 'markProgress'>; providers: Providers; clock: Clock }

/** Makes one provider call under a timeout. Never throws: whatever happens is an outcome.
 *  @param abort its signal ends the call; its reason is an AbortReason */
export async function runAttempt(
  task: ClaimedTask,
  timeoutMs: number,
  abort: AbortController,
  { store, providers, clock }: Parts,
): Promise<Ended> {
  const reached: { progress: Progress; firstByteMs: number | null } = { progress: 'claimed', firstByteMs: null }

  const call = async (): Promise<Outcome> => {
    const adapter = await providers.adapter(task.providerId)
    // On disk before it goes out: a crash from here on may have cost money, and the attempt must say so.
    const recorded = await store.markProgress(task.id, task.attempt, 'sent').then(
      () => true,
      () => false,
    )
    if (!recorded) return { kind: 'lost' } // the disk failed before anything was sent: nothing is spent
    if (abort.signal.aborted) return abortedOutcome(abort.signal.reason)
    reached.progress = 'sent'
    const sentAt = clock.now()
    const onFirstByte = () => {
      reached.progress = 'first_byte'
      reached.firstByteMs = clock.now() - sentAt
      store.markProgress(task.id, task.attempt, 'first_byte').catch(() => {}) // only a detail: the settle records it as well
    }
    const { request, model, idempotencyKey } = task
    return adapter.call({ request, model, idempotencyKey, signal: abort.signal, onFirstByte })
  }

  const takeBack = clock.timer(timeoutMs, () => abort.abort('timeout' satisfies AbortReason))
  const outcome = await call().catch(brokenCall)
  takeBack()
  const answered = !unanswered(outcome)
  const { progress, firstByteMs } = reached
  return {
    outcome,
    endedAt: clock.now(),
    progress: answered && progress === 'first_byte' ? 'done' : progress,
    firstByteMs,
    mayHaveBeenBilled: progress !== 'claimed' && !answered,
  }
}

/** The call went out and nothing came back that says whether it ran: a time-out, a broken connection, an abort. */
function unanswered(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'cancelled':
    case 'lost':
      return true
    case 'transient':
      return outcome.failure.code === 'timeout' || (outcome.failure.code === 'connection' && !outcome.outage)
    default:
      return false
  }
}

function abortedOutcome(reason: AbortReason): Outcome {
  return reason === 'cancelled' ? { kind: 'cancelled' } : { kind: 'lost' }
}

/** An adapter must not throw. If one does, the task ends in plain sight instead of running for ever. */
function brokenCall(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error)
  const failure = { code: 'bad_request' as const, status: null, providerCode: null, message, requestId: null }
  return { kind: 'permanent', failure }
}
