import { z } from 'zod'
import { LaneName } from './lane'
import { LetterMarks } from './letters'
import { LlmRequest } from './request'

export const TaskId = z.int().positive().brand<'TaskId'>()
export type TaskId = z.infer<typeof TaskId>
export const BatchId = z.int().positive().brand<'BatchId'>()
export type BatchId = z.infer<typeof BatchId>
export const GateId = z.int().positive().brand<'GateId'>()
export type GateId = z.infer<typeof GateId>
/** A moment: whole milliseconds since 1970, UTC. */
export const EpochMs = z.int()
export type EpochMs = z.infer<typeof EpochMs>

/** What went wrong, in our words; dead letters are grouped by it. */
export const FailureCode = z.enum([
  // transient: another try may work
  'timeout',
  'connection',
  'server_error',
  'overloaded',
  // the gate's: the task waits and spends nothing
  'rate_limited',
  'auth',
  'quota',
  // permanent: the same request will fail again
  'model',
  'context_length',
  'content_policy', // refused or filtered
  'bad_request',
  'invalid_answer', // empty, or not what was asked for
  'cut_off', // the answer reached its token limit; what came of it is kept
  // the engine's own
  'blocked', // a task that it needs did not succeed
  'poison', // it was alone in flight each time the app died
])
export type FailureCode = z.infer<typeof FailureCode>

export const Failure = z.object({
  code: FailureCode,
  status: z.int().nullable(), // HTTP status; null when no answer came
  providerCode: z.string().nullable(), // the provider's own code, such as context_length_exceeded
  message: z.string(), // the provider's own words, with keys masked
  requestId: z.string().nullable(),
})
export type Failure = z.infer<typeof Failure>

export const stateKinds = [
  'waiting',
  'scheduled',
  'queued',
  'running',
  'backing_off',
  'succeeded',
  'dead',
  'cancelled',
] as const
export const StateKind = z.enum(stateKinds)
export type StateKind = z.infer<typeof StateKind>

export const TaskState = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['scheduled', 'backing_off']), runAt: EpochMs }),
  z.object({ kind: z.literal('waiting') }), // for tasks whose results it needs
  z.object({ kind: z.literal('queued') }), // whether a gate holds it, the gate says
  z.object({ kind: z.literal('running'), startedAt: EpochMs }),
  z.object({ kind: z.literal('succeeded'), settledAt: EpochMs }),
  z.object({ kind: z.literal('dead'), settledAt: EpochMs, failure: Failure }),
  z.object({ kind: z.literal('cancelled'), settledAt: EpochMs, failure: Failure.nullable() }), // a failure: it was a letter and was discarded
])
export type TaskState = z.infer<typeof TaskState>

/** How far an attempt got. One that ended after `sent` without an answer may have been billed. */
export const Progress = z.enum(['claimed', 'sent', 'first_byte', 'done'])
export type Progress = z.infer<typeof Progress>

export const OutcomeKind = z.enum([
  'succeeded',
  'rate_limited', // the gate waits; no retry spent
  'held', // the provider is out for everyone; no retry spent
  'blocked', // key refused or quota used up: the gate waits for a person; no retry spent
  'transient', // spends a retry
  'permanent', // dead letter at once
  'cancelled',
  'lost', // the process died or shut down during the call; no retry spent
])
export type OutcomeKind = z.infer<typeof OutcomeKind>

/** Why a task waited after an attempt, and how long, in milliseconds. */
export const Wait = z.object({
  reason: z.enum(['backoff', 'rate_limit', 'outage']),
  ms: z.int().nonnegative(),
  until: EpochMs,
})
export type Wait = z.infer<typeof Wait>

export const Attempt = z.object({
  number: z.int().positive(),
  revision: z.int().positive(),
  lane: LaneName,
  model: z.string(),
  startedAt: EpochMs,
  endedAt: EpochMs.nullable(), // null while it runs, and for ever when the process died
  progress: Progress,
  outcome: OutcomeKind.nullable(), // null while it runs
  failure: Failure.nullable(),
  wait: Wait.nullable(),
  mayHaveBeenBilled: z.boolean(), // it was sent, and no answer told what it cost
  firstByteMs: z.int().nullable(),
  tokensIn: z.int().nullable(),
  tokensOut: z.int().nullable(),
  providerId: z.string().optional(), // left out: its task's
  keyId: z.string().optional(), // with which of the provider's keys
  cachedIn: z.int().nullable().optional(), // of tokensIn, read from the provider's cache
  cacheWrite: z.int().nullable().optional(),
  costNano: z.int().nullable().optional(), // nano-dollars; null: not known. Of one that was never answered: what was put by for it
  firstTokenMs: z.int().nullable().optional(), // until a streamed answer began
  answer: z.string().nullable().optional(), // what came of one that did not succeed: cut off, refused, or not what was asked for
})
export type Attempt = z.infer<typeof Attempt>

/** tokensIn counts all of the input, also what came from the provider's cache or was written to it. */
export const Usage = z.object({
  tokensIn: z.int().nullable(),
  tokensOut: z.int().nullable(), // thoughts too
  cachedIn: z.int().optional(), // of tokensIn, read from the provider's cache; left out where it does not say
  cacheWrite: z.int().optional(), // of tokensIn, written to it
})
export type Usage = z.infer<typeof Usage>

export const TaskResult = z.object({
  kind: z.enum(['text', 'embedding']), // an embedding's text is its vector as JSON
  text: z.string(),
  cutOff: z.boolean(), // the answer reached its token limit
  finishReason: z.string().nullable(),
  model: z.string(), // as the provider names it
  requestId: z.string().nullable(),
  usage: Usage,
})
export type TaskResult = z.infer<typeof TaskResult>

/** An answer that came after its attempt had been given up. It may have cost money; it changed nothing else. */
export const LateAnswer = z.object({
  attempt: z.int().positive(),
  at: EpochMs,
  outcome: OutcomeKind,
  text: z.string().nullable(),
  tokensIn: z.int().nullable(),
  tokensOut: z.int().nullable(),
  costNano: z.int().nullable().optional(), // nano-dollars; null: not known
})
export type LateAnswer = z.infer<typeof LateAnswer>

/** A row of the table: what the list shows, and no prompt beyond its beginning. */
export const TaskView = z.object({
  id: TaskId,
  version: z.int(), // rises with every change; commands carry it so that a stale one is refused
  batchId: BatchId,
  batchName: z.string(),
  position: z.int().positive(), // 1 for the batch's first task
  customId: z.string().nullable(),
  title: z.string(), // the prompt's beginning, on one line
  lane: LaneName,
  providerId: z.string(),
  model: z.string(),
  gateId: GateId,
  state: TaskState,
  attempts: z.int().nonnegative(),
  retriesUsed: z.int().nonnegative(),
  revision: z.int().positive(),
  createdAt: EpochMs,
  answerMs: z.int().nullable(), // how long the last attempt took, once it ended
  tokensIn: z.int().nullable(),
  tokensOut: z.int().nullable(),
  priority: z.int(), // within its batch: higher goes first
  cached: z.boolean(), // its result is that of an identical request: no call, no cost
  remoteBatch: z.object({ since: EpochMs }).nullable().optional(), // it runs in a batch of its provider's
  cost: z.int().optional(), // nano-dollars of all its attempts that were answered and have a price
  cause: z.string().optional(), // of a dead letter: the key of its group
  deaths: z.int().optional(), // how many times in a row it died of that, requeued in between; left out when it was once
  row: z.int().positive().optional(), // of its batch, that it was made of; left out where it was of none
  variant: z.int().positive().optional(), // under which of its batch's variants; left out where that has none
  letter: LetterMarks.optional(), // what a person noted of it; left out where that is nothing
})
export type TaskView = z.infer<typeof TaskView>

export const Revision = z.object({ revision: z.int().positive(), createdAt: EpochMs, request: LlmRequest })
export type Revision = z.infer<typeof Revision>

/** All that is known of a task; `revisions` are the first and the current one, oldest first. */
export const TaskDetail = z.object({
  task: TaskView,
  revisions: z.array(Revision).min(1),
  attempts: z.array(Attempt),
  result: TaskResult.nullable(),
  source: z.object({ file: z.string().nullable(), line: z.int().nullable() }),
  needs: z.array(z.object({ name: z.string(), taskId: TaskId, state: StateKind })), // the tasks whose results its prompt uses
  lateAnswers: z.array(LateAnswer),
})
export type TaskDetail = z.infer<typeof TaskDetail>

/** Which try of how many a task is at, counting only tries that can spend a retry; 0 before the first. */
export function tryNumber({ state, retriesUsed }: { state: { kind: StateKind }; retriesUsed: number }): number {
  const waits = state.kind === 'queued' || state.kind === 'scheduled' || state.kind === 'waiting'
  return waits && retriesUsed === 0 ? 0 : retriesUsed + 1
}
