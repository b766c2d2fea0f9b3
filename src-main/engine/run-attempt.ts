import type { Gate } from '#shared/gate'
import type { LanePolicy } from '#shared/lane'
import type { LimitReading } from '#shared/limits'
import type { AbortReason, Outcome } from '#shared/outcome'
import { assertNever } from '#shared/result'
import type { EpochMs, GateId, Progress } from '#shared/task'
import type { WireAnswer } from '#shared/wire'
import type { ClaimedTask, Clock, EngineStore, Providers } from './ports'
import type { RunningCall } from './running-call'
import { type Standing, standing } from './then'
import { timeLimits } from './time-limits'

/** One call and what became of it. */
export type Ended = {
  readonly outcome: Outcome
  readonly endedAt: EpochMs
  readonly progress: Progress
  readonly firstByteMs: number | null
  readonly mayHaveBeenBilled: boolean
  readonly sent: boolean // false: nothing went out, so it says nothing of the provider
  readonly firstTokenMs: number | null // of a streamed answer
  readonly readings: readonly LimitReading[]
  readonly wire: WireAnswer | null // what came back, as far as it is kept
  readonly gates: Standing | null // as its call went out; null: nothing did
}

/** How long an aborted call may take to end. Then its task moves on without it, and what it still answers is kept as a late answer. */
export const abortGraceMs = 1_000

type Parts = {
  readonly store: Pick<EngineStore, 'markProgress' | 'lateAnswer' | 'crashPoint' | 'keepsRawAnswers'>
  readonly providers: Providers
  readonly clock: Clock
  /** The number of this turn of the event loop. */
  readonly turn: () => number
  readonly gate: (id: GateId) => Gate | undefined
  /** A piece of a streamed answer came, '' for a sign of life without text. */
  readonly onText: (task: ClaimedTask, piece: string) => void
}
type Limits = Pick<LanePolicy, 'timeoutMs' | 'firstTokenMs' | 'stallMs'> & {
  readonly running: RunningCall
}

/** Makes one provider call under a timeout. Never throws: whatever happens is an outcome. */
export async function runAttempt(
  task: ClaimedTask,
  { running, ...times }: Limits,
  { store, providers, clock, turn, gate, onText }: Parts,
): Promise<Ended & { readonly quick: boolean }> {
  const reached: { progress: Progress; firstByteMs: number | null; firstTokenMs: number | null } = {
    ...{ progress: 'claimed', firstByteMs: null, firstTokenMs: null },
  }
  let readings: readonly LimitReading[] = []
  let wire: WireAnswer | null = null
  let gates: Standing | null = null

  let over = false
  let calledIn = -1
  let takeBack = () => {}

  const call = async (): Promise<Outcome> => {
    const refused = await providers.check?.(task.way, task.request, running.signal)
    if (refused) return refused
    const adapter = await providers.adapter(task.providerId, task.way.keyId)
    // On disk before it goes out: a crash from here on may have cost money, and the attempt must say so.
    if (!task.sent) {
      const recorded = await store.markProgress(task.id, task.attempt, 'sent').then(
        () => true,
        () => false,
      )
      if (!recorded) return { kind: 'lost' } // the disk failed before anything was sent: nothing is spent
    }
    if (running.signal.aborted) return abortedOutcome(running.signal.reason) // perhaps it was given up long ago: it must not go out any more
    store.crashPoint('before_send')
    reached.progress = 'sent'
    gates = standing(task, gate)
    const sentAt = clock.monotonic()
    const onFirstByte = () => {
      reached.progress = 'first_byte'
      reached.firstByteMs = Math.round(clock.monotonic() - sentAt)
      // Only a detail, which the settle records as well: not worth a write where the whole answer came with it.
      setImmediate(() => {
        if (!over) store.markProgress(task.id, task.attempt, 'first_byte').catch(() => {})
      })
    }
    const limits = timeLimits(clock, times, running.abort)
    const onPiece = (piece: string) => {
      if (over) return
      limits.alive(piece !== '')
      if (piece !== '') reached.firstTokenMs ??= Math.round(clock.monotonic() - sentAt)
      onText(task, piece)
    }
    const { request, model, idempotencyKey, way } = task
    calledIn = turn()
    takeBack = limits.end
    limits.begin() // only now: what never went out cannot time out
    return adapter.call({
      ...{ request, model, idempotencyKey, signal: running.signal, onFirstByte, onText: onPiece },
      ...(store.keepsRawAnswers?.() ? { keepsBody: true } : {}),
      ...(way.sharedPrefix ? { sharedPrefix: way.sharedPrefix } : {}),
      onLimits(told) {
        readings = told
      },
      onWire(came) {
        wire = came
      },
    })
  }

  /** For a call that does not end though it was aborted. */
  const givenUp = (answer: Promise<Outcome>): Promise<Outcome> =>
    new Promise((resolve) => {
      const giveUp = () =>
        clock.timer(abortGraceMs, () => {
          if (over) return
          answer.then((late) => {
            if (late.kind === 'succeeded') store.lateAnswer(task.id, task.attempt, late, clock.now()).catch(() => {}) // it changes nothing: not worth a stop
          }, brokenCall)
          resolve(abortedOutcome(running.signal.reason))
        })
      running.onAbort = giveUp
      if (running.signal.aborted) giveUp()
    })

  const answer = call()
  const outcome = await Promise.race([answer, givenUp(answer)]).catch(brokenCall)
  over = true
  const quick = calledIn === turn() // it ended in the turn in which it began
  takeBack()
  store.crashPoint('after_answer')
  const { progress, firstByteMs, firstTokenMs } = reached
  const answered = !unanswered(outcome, progress)
  return {
    outcome,
    endedAt: clock.now(),
    progress: answered && progress === 'first_byte' ? 'done' : progress,
    firstByteMs,
    firstTokenMs,
    readings,
    wire,
    gates,
    sent: progress !== 'claimed',
    mayHaveBeenBilled: progress !== 'claimed' && !answered,
    quick,
  }
}

/** The call went out and nothing came back that says whether it ran: a time-out, a broken connection, an abort. */
function unanswered(outcome: Outcome, progress: Progress): boolean {
  switch (outcome.kind) {
    case 'cancelled':
    case 'lost':
      return true
    case 'transient': {
      const { code, status } = outcome.failure
      // An edge gave up waiting: the server behind it may have finished (provider wire facts, section 3.3).
      if (code === 'timeout' || status === 504 || status === 524) return true
      return code === 'connection' && (!outcome.outage || (status === null && progress === 'first_byte'))
    }
    default:
      return false
  }
}

function abortedOutcome(reason: AbortReason): Outcome {
  switch (reason) {
    case 'cancelled':
      return { kind: 'cancelled' }
    case 'shutdown':
    case 'asleep':
      return { kind: 'lost' }
    case 'timeout':
    case 'first_token':
    case 'stalled': {
      const message = 'No answer came in time, and the call did not end when it was aborted.'
      const failure = { code: 'timeout' as const, status: null, providerCode: null, message, requestId: null }
      return { kind: 'transient', failure, outage: true, retryAfterMs: null }
    }
    default:
      return assertNever(reason)
  }
}

/** An adapter must not throw. If one does, the task ends in plain sight instead of running for ever. */
function brokenCall(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error)
  const failure = { code: 'bad_request' as const, status: null, providerCode: null, message, requestId: null }
  return { kind: 'permanent', failure }
}
