import { hash } from 'node:crypto'
import { z } from 'zod'
import { GateThen, RulesThen } from '#shared/attempt-then'
import { LetterAction } from '#shared/bulk'
import { ExportOptions } from '#shared/export'
import { LanePolicy } from '#shared/lane'
import { PartOf, TaskLimits } from '#shared/letters'
import { KnownLimits } from '#shared/limits'
import { JsonObject, LlmRequest } from '#shared/request'
import { Failure } from '#shared/task'
import { TemplateBody } from '#shared/template-body'
import { WatchOptions } from '#shared/watch'
import { WireAnswer } from '#shared/wire'
import { Before } from '../bulk/before'
import { purgedRequest } from '../retention/purged'
import type { Row } from './salvage-read'

/** A column that holds JSON of a known form. */
const jsonOf = (schema: z.ZodType) =>
  z.string().refine((text) => {
    try {
      return schema.safeParse(JSON.parse(text)).success
    } catch {
      return false
    }
  })

/** What STRICT, NOT NULL and CHECK of the fresh table cannot see. A table that is not here has all it needs in its schema. */
const checks: Readonly<Record<string, z.ZodType>> = {
  lanes: z.object({ policy: jsonOf(LanePolicy) }),
  gates: z.object({ failure: jsonOf(Failure).nullable(), limits: jsonOf(KnownLimits).optional() }),
  attempts: z.object({ failure: jsonOf(Failure).nullable() }),
  attempt_wire: z.object({ headers: jsonOf(WireAnswer.shape.headers) }),
  raw_answers: z.object({ headers: jsonOf(WireAnswer.shape.headers) }),
  attempt_then: z.object({ gates: jsonOf(z.array(GateThen)) }),
  rules_then: z
    .object({ hash: z.instanceof(Uint8Array), rules: jsonOf(RulesThen) })
    .refine(({ rules, hash: known }) => isHashOf(rules, known)),
  letters: z.object({ limits: jsonOf(TaskLimits).nullable(), part: jsonOf(PartOf).nullable() }),
  bulk_actions: z.object({ action: jsonOf(LetterAction) }),
  bulk_items: z.object({ before: jsonOf(Before).nullable() }),
  batches: z.object({ columns: jsonOf(z.array(z.string())).nullish() }),
  source_rows: z.object({ cells: jsonOf(z.array(z.unknown())) }),
  template_versions: z.object({ body: jsonOf(TemplateBody) }),
  variants: z.object({ body: jsonOf(JsonObject).nullable(), parameters: jsonOf(JsonObject) }),
  watches: z.object({ options: jsonOf(WatchOptions) }),
  exports: z.object({ options: jsonOf(ExportOptions), notes: jsonOf(z.array(z.string())) }),
  payloads: z
    .object({ request: z.string(), hash: z.instanceof(Uint8Array).optional() })
    .refine(({ request, hash: known }) =>
      request === purgedRequest
        ? known !== undefined
        : jsonOf(LlmRequest).safeParse(request).success && isHashOf(request, known),
    ),
  results: z
    .object({ text: z.string(), hash: z.instanceof(Uint8Array).nullish(), purged_at: z.number().nullish() })
    .refine(({ text, hash: known, purged_at: purgedAt }) => purgedAt != null || isHashOf(text, known)),
}

/** Whether a row is what the app itself would have written. A text that has its SHA-256 beside it is held against it. */
export const isSound = (table: string, row: Row): boolean => checks[table]?.safeParse(row).success ?? true

const isHashOf = (text: string, known: Uint8Array | null | undefined) =>
  known == null || hash('sha256', text, 'buffer').equals(known)
