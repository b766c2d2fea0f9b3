import type { AttemptThen, GateThen, LimitsThen, RulesThen, StateThen } from '#shared/attempt-then'
import type { Gate, GateState } from '#shared/gate'
import type { LanePolicy } from '#shared/lane'
import type { KnownLimits } from '#shared/limits'
import type { FailureCode, GateId } from '#shared/task'
import { delaysFor } from './transition'

/** Gates as they are never change: each change makes another one. So to remember how they stood is to hold on to them, which costs nothing. */
export type Standing = {
  readonly gate: Gate | undefined // the one that the call goes through
  readonly own: Gate | undefined // that of the task's own model and first key, where it is another one
}
type Placed = { readonly gateId: GateId; readonly way: { readonly gateId: GateId } }

export const standing = ({ gateId, way }: Placed, gate: (id: GateId) => Gate | undefined): Standing => ({
  gate: gate(way.gateId),
  own: gateId === way.gateId ? undefined : gate(gateId),
})

type Then = {
  readonly retriesUsed: number
  readonly times: Pick<LanePolicy, 'timeoutMs' | 'firstTokenMs' | 'stallMs'> // that it was called with
  readonly policy: LanePolicy // that decided what became of its task
  readonly code: FailureCode | null // of its failure
  readonly sent: Standing | null // when it went out
  readonly ended: Standing
  readonly after: Standing
}

/** What is kept of the moment with an attempt that did not succeed. */
export function thenOf({ retriesUsed, times, policy, code, sent, ended, after }: Then): AttemptThen {
  const gates = [
    gateThen(sent?.gate, ended.gate, after.gate),
    // One that was the task's own from the first on: what it was closed for is why another one was called.
    gateThen(sent?.own, ended.own, after.own),
  ]
  return { rules: rulesThen(policy, times, code), retriesUsed, gates: gates.filter((gate) => gate !== null) }
}

function rulesThen(policy: LanePolicy, { timeoutMs, firstTokenMs, stallMs }: Then['times'], code: FailureCode | null) {
  const { retries, delayMs, backoff, jitter, maxDelayMs, ofClass } = delaysFor(policy, code)
  const rules: RulesThen = {
    ...{ retries, delayMs, backoff, jitter, maxDelayMs },
    ...{ timeoutMs, firstTokenMs, stallMs, retryForMs: policy.retryForMs, ofClass },
  }
  return rules
}

function gateThen(sent: Gate | undefined, ended: Gate | undefined, after: Gate | undefined): GateThen | null {
  const gate = ended ?? sent
  if (!gate) return null
  const asSent = sent ? { state: stateThen(sent.state), limits: limitsThen(sent.limits) } : null
  const asEnded = { state: stateThen(gate.state), limits: limitsThen(gate.limits) }
  return {
    ...{ providerId: gate.providerId, model: gate.model, keyId: gate.keyId, sent: asSent },
    ended: asSent && isSame(asSent, asEnded) ? null : asEnded,
    after: after && !isSame(stateThen(after.state), asEnded.state) ? stateThen(after.state) : null,
  }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

function stateThen(state: GateState): StateThen {
  if (state.kind !== 'closed') return state
  const { code, status, providerCode, requestId } = state.failure
  const { kind, reason, since, until } = state
  return { ...{ kind, reason, since, until }, failure: { code, status, providerCode, requestId } }
}

const limitsThen = ({ requests, tokens, inputTokens, outputTokens, concurrency }: KnownLimits): LimitsThen => ({
  ...{ requests, tokens, inputTokens, outputTokens, concurrency },
})
