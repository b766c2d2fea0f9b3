import type { Outcome, ProviderCall } from '#shared/outcome'
import { promptOf } from '#shared/request'
import type { Failure, FailureCode, TaskId } from '#shared/task'
import type { Clock } from './ports'

/** What the test lets a call come to. */
export const answers = ['ok', 'long', 'empty', 'transient', 'outage', 'limited', 'auth', 'quota', 'permanent'] as const
export type Answer = (typeof answers)[number]

/** A call as the provider saw it. */
export type Call = {
  readonly number: number
  readonly id: TaskId
  readonly attempt: number
  readonly prompt: string
  readonly providerId: string
  readonly model: string
  readonly lane: string
  /** Whether it ends when it is aborted, as a good adapter's does. */
  readonly heedsAbort: boolean
  readonly signal: AbortSignal
  /** What it answered; null while it is in flight. */
  outcome: Outcome | null
  /** The engine stopped waiting for it: it takes no slot any more, and what it answers is late. */
  givenUp: boolean
  readonly resolve: (outcome: Outcome) => void
}

const failure = (code: FailureCode, status: number | null): Failure => ({
  ...{ code, status, providerCode: null, message: code, requestId: null },
})
export const succeeded = (text: string): Outcome => ({
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text, cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  },
})

function outcomeOf(answer: Answer, number: number): Outcome {
  switch (answer) {
    case 'ok':
      return succeeded(`answer ${number}`)
    case 'long': // it needs pages of its own
      return succeeded(`answer ${number} ${'long '.repeat(2_000)}`)
    case 'empty':
      return succeeded('')
    case 'transient':
      return { kind: 'transient', failure: failure('server_error', 500), outage: false, retryAfterMs: null }
    case 'outage':
      return { kind: 'transient', failure: failure('overloaded', 503), outage: true, retryAfterMs: null }
    case 'limited':
      return { kind: 'rate_limited', failure: failure('rate_limited', 429), retryAfterMs: 4_000 }
    case 'auth':
    case 'quota':
      return { kind: 'blocked', reason: answer, failure: failure(answer, 401) }
    case 'permanent':
      return { kind: 'permanent', failure: failure('bad_request', 400) }
  }
}

type Parts = {
  readonly clock: Clock
  /** Which attempt of the task runs now, and in which lane. */
  readonly running: (id: TaskId) => { readonly attempt: number; readonly lane: string }
  readonly onCall: (call: Call) => void
}

/** A provider whose every answer the test decides. */
export function modelProvider({ clock, running, onCall }: Parts) {
  const calls: Call[] = []
  let instant = false
  let stubborn = false

  function answer(call: Call, kind: Answer) {
    if (call.outcome !== null) return
    end(call, outcomeOf(kind, call.number))
  }
  function end(call: Call, outcome: Outcome) {
    call.outcome = outcome
    call.resolve(outcome)
  }

  function abort(call: Call) {
    const { reason } = call.signal
    if (!call.heedsAbort) {
      clock.timer(1_000, () => {
        if (call.outcome === null) call.givenUp = true
      })
      return
    }
    const timeout: Outcome = { kind: 'transient', failure: failure('timeout', null), outage: true, retryAfterMs: null }
    end(call, reason === 'timeout' ? timeout : { kind: reason === 'cancelled' ? 'cancelled' : 'lost' })
  }

  function call(providerId: string, { request, model, idempotencyKey, signal }: ProviderCall): Promise<Outcome> {
    const id = Number(/-(\d+)-\d+$/.exec(idempotencyKey)?.[1]) as TaskId
    return new Promise((resolve) => {
      const call: Call = {
        ...{ number: calls.length, id, ...running(id), prompt: promptOf(request), providerId, model, signal, resolve },
        ...{ heedsAbort: !stubborn, outcome: null, givenUp: false },
      }
      calls.push(call)
      signal.addEventListener('abort', () => call.outcome === null && abort(call), { once: true })
      onCall(call)
      if (instant) answer(call, 'ok')
    })
  }

  return {
    calls,
    call,
    answer,
    end,
    /** Those that take up a slot. */
    inFlight: () => calls.filter(({ outcome, givenUp }) => outcome === null && !givenUp),
    /** Whether calls are answered in the turn in which they come in. */
    setInstant(on: boolean) {
      instant = on
    },
    /** Whether calls from now on ignore an abort. */
    setStubborn(on: boolean) {
      stubborn = on
    },
    /** Those of a process that died are never answered. */
    drop() {
      for (const call of calls) {
        call.outcome ??= { kind: 'lost' }
        call.givenUp = true
      }
    },
  }
}
export type ModelProvider = ReturnType<typeof modelProvider>
