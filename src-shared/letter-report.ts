import { z } from 'zod'
import { GateThen as KeptGate, RulesThen } from './attempt-then'
import { BatchKind, BatchOptions } from './batch'
import { Gate, GateState } from './gate'
import { LaneName, LanePolicy } from './lane'
import { LetterMarks, TaskLimits } from './letters'
import { KnownLimits } from './limits'
import { Protocol } from './provider'
import { LlmRequest } from './request'
import { Attempt, BatchId, EpochMs, Failure, LateAnswer, StateKind, TaskId, TaskResult } from './task'
import { WireAnswer, WireRequest } from './wire'

/** Rises when a reader of older reports would misread a newer one. */
export const letterReportFormat = 'trilane-letter/1'

/** Stands for a text that was left out: its length in UTF-16 units and the SHA-256 of its UTF-8, to tell whether two were the same. */
export const LeftOut = z.object({ leftOut: z.literal(true), chars: z.int().nonnegative(), sha256: z.string() })
export type LeftOut = z.infer<typeof LeftOut>
const Text = z.union([z.string(), LeftOut])

const Revision = z.object({
  revision: z.int().positive(),
  createdAt: EpochMs,
  changed: z.array(z.string()), // top-level fields of the request that are not as in the revision before; of the first none
  request: z.union([LlmRequest, LeftOut]),
})

/** Which gate an attempt went through, and the sum of what is known of that gate's state then. */
const GateThen = z.object({
  gateId: z.int().nullable(), // null: there is none of that provider, model and key any more
  known: z.enum(['open', 'closed', 'half_open', 'not_told']), // when the call ended
  told: z.string(), // in words; of what was made before this was kept, where it is known from
  kept: z.array(KeptGate), // how the gates of the call stood: its own first, then that of the task's own model. Empty: not kept
})

const ReportedAttempt = Attempt.omit({ answer: true, failure: true }).extend({
  ...{ providerId: z.string(), keyId: z.string() },
  failure: Failure.omit({ message: true }).extend({ message: Text }).nullable(),
  tookMs: z.int().nullable(),
  waitedMs: z.int().nullable(), // from the end of the attempt before, or for the first since the task was made
  gate: GateThen,
  rules: RulesThen.nullable(), // that decided what became of the task; null: it succeeded, or they were not kept
  retriesUsed: z.int().nullable(), // before it; null as for rules
  request: WireRequest.extend({ body: Text.nullable() }).nullable(), // built anew from what is stored, by the adapter that sent it
  problem: z.string().nullable(), // why there is none
  response: WireAnswer.extend({ body: Text.nullable() }).nullable(), // null: none came, or none was kept
  answer: Text.nullable(), // what came of one that did not succeed
})
export type ReportedAttempt = z.infer<typeof ReportedAttempt>

/**
 * All that is known of one task, for a bug report. No key, no password and no value of a header that a person set is in it, and what looks
 * like one is masked. Prompts and answers are in it, unless `texts` says that they were left out. Times are epoch ms, money is nano-dollars.
 */
export const LetterReport = z.object({
  format: z.literal(letterReportFormat),
  writtenAt: EpochMs,
  texts: z.enum(['kept', 'left_out']),
  app: z.object({ version: z.string(), schema: z.int(), platform: z.string(), node: z.string() }),
  task: z.object({
    ...{ id: TaskId, version: z.int(), customId: z.string().nullable(), title: Text, position: z.int() },
    ...{ lane: LaneName, providerId: z.string(), model: z.string(), state: StateKind, priority: z.int() },
    ...{
      attempts: z.int(),
      retriesUsed: z.int(),
      revision: z.int(),
      createdAt: EpochMs,
      settledAt: EpochMs.nullable(),
    },
    cached: z.boolean(),
  }),
  failure: Failure.omit({ message: true }).extend({ message: Text }).nullable(),
  cause: z.string().nullable(), // the key of its group
  /** Of a letter: what it died of in plain words, what to do, and its deaths before. */
  death: z
    .object({
      ...{ title: z.string(), happened: z.string(), todo: z.string() },
      inARow: z.int().positive(), // how many times in a row it died of this cause, requeued in between
      earlier: z.array(z.int()), // attempts after which it was dead before; not those of a crash, of which no attempt tells
    })
    .nullable(),
  marks: LetterMarks.omit({ note: true, discardedFor: true })
    .extend({ note: Text.nullable(), discardedFor: Text.nullable() })
    .nullable(),
  source: z.object({ file: z.string().nullable(), line: z.int().nullable() }),
  batch: z
    .object({ id: BatchId, name: Text, kind: BatchKind, createdAt: EpochMs, priority: z.int(), paused: z.boolean() })
    .nullable(),
  revisions: z.array(Revision),
  attempts: z.array(ReportedAttempt),
  lateAnswers: z.array(LateAnswer.omit({ text: true }).extend({ text: Text.nullable() })),
  result: TaskResult.omit({ text: true }).extend({ text: Text }).nullable(),
  needs: z.array(z.object({ name: z.string(), taskId: TaskId, state: StateKind })),
  policy: z.object({
    ...{ lane: LanePolicy, batch: BatchOptions.nullable(), own: TaskLimits.nullable() }, // own: of this task alone
    effective: LanePolicy, // what comes of them: the task's own go before its batch's, and those before its lane's
  }), // as they are when it is written
  gates: z.array(
    Gate.pick({ id: true, providerId: true, model: true, keyId: true, closures: true }).extend({
      state: GateState,
      limits: KnownLimits,
    }),
  ), // of this task's attempts, as they are when it is written
  providers: z.array(
    z.object({
      ...{ id: z.string(), name: z.string(), protocol: Protocol, preset: z.string(), baseUrl: z.string().nullable() },
      ...{ stream: z.boolean(), apiVersion: z.string().nullable(), parallel: z.int().nullable() },
      ...{ headerNames: z.array(z.string()), keys: z.int(), proxy: z.enum(['system', 'none', 'own']) },
      ...{ hasCaFile: z.boolean(), hasOrganization: z.boolean(), hasProject: z.boolean(), paused: z.boolean() },
    }),
  ),
  spent: z.object({
    ...{ tokensIn: z.int(), tokensOut: z.int(), cachedIn: z.int(), cacheWrite: z.int(), costNano: z.int() }, // of what was answered
    unanswered: z.int(), // attempts that were sent and never answered, and may have been billed
    unpriced: z.int(), // answered, and their price is not known
  }),
  missing: z.array(z.string()), // what was not kept or cannot be told, in words
})
export type LetterReport = z.infer<typeof LetterReport>
