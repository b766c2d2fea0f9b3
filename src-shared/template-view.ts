import { z } from 'zod'
import { RejectedLine } from './import'
import { LaneName } from './lane'
import { ModelName } from './model-settings'
import { LlmRequest } from './request'
import { EpochMs } from './task'
import { BodyProblem, TemplateBody, TemplateParameters } from './template-body'

export const TemplateId = z.int().positive().brand<'TemplateId'>()
export type TemplateId = z.infer<typeof TemplateId>

/** By which a person knows it; each name once among those that are not archived, without regard to case. `@3` after it names a version. */
export const TemplateName = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .refine((name) => !/@\d*$/.test(name), 'a name cannot end with @ and a number: that names a version')

export const TemplateView = z.object({
  id: TemplateId,
  name: z.string(),
  version: z.int().positive(), // the newest
  createdAt: EpochMs,
  changedAt: EpochMs,
  archivedAt: EpochMs.nullable(), // since then it is not offered; null: it is
  batches: z.int().nonnegative(), // that were made by any of its versions and are still here
  usedAt: EpochMs.nullable(), // when the newest of them was made
})
export type TemplateView = z.infer<typeof TemplateView>

/** A template as one of its versions has it. */
export const TemplateDetail = TemplateView.extend({
  versionId: z.int().positive(), // of the version that is shown, as variants name it
  shown: z.int().positive(),
  body: TemplateBody,
  versions: z.array(z.object({ version: z.int().positive(), createdAt: EpochMs, batches: z.int().nonnegative() })), // newest first
})
export type TemplateDetail = z.infer<typeof TemplateDetail>

/** A template as a file. Which provider it is for is left out: ids of providers are those of one computer. */
export const TemplateFile = z.object({
  kind: z.literal('trilane-template'),
  format: z.literal(1),
  name: TemplateName,
  body: TemplateBody,
})
export type TemplateFile = z.infer<typeof TemplateFile>

/** One way in which the rows of an import are to be asked. What is left out is as its template has it, then as the import. */
export const VariantInput = z
  .object({
    name: z.string().trim().min(1).max(120).optional(), // left out: of its template and model
    template: z.object({ id: TemplateId, version: z.int().positive().optional() }).optional(), // left out: the newest version
    body: TemplateBody.optional(), // of a template that is not saved; with neither, prompts are those of the prompt column
    providerId: z.string().min(1).optional(),
    model: ModelName.optional(),
    parameters: TemplateParameters.omit({ providerId: true, model: true }).optional(), // in place of the template's
  })
  .refine(({ template, body }) => template === undefined || body === undefined, 'a variant has one template')
export type VariantInput = z.infer<typeof VariantInput>
export const VariantInputs = z.array(VariantInput).min(1).max(20)

/** One row of an open import as a template makes a request of it. */
export const TemplatePreview = z.object({
  row: z.int().positive(), // of those that can be read, from 1
  rows: z.int().nonnegative().nullable(), // how many there are of them; null where nobody has counted yet
  file: z.string(),
  line: z.int(),
  cells: z.array(z.object({ column: z.string(), text: z.string() })), // each cut at 500 characters
  problems: z.array(BodyProblem), // of the template: while there are any, nothing is sent
  problem: z.string().nullable(), // of this row: why it would be left out
  request: LlmRequest.nullable(), // as it would be sent
  customId: z.string().nullable(),
  lane: LaneName,
  providerId: z.string(),
  model: z.string(),
  tokens: z.object({ tokens: z.int().nonnegative(), exact: z.boolean() }).nullable(), // of the request's texts; null where there is no request
})
export type TemplatePreview = z.infer<typeof TemplatePreview>

/** What all rows of an import would become under some variants. */
export const TemplateCheck = z.object({
  rows: z.int().nonnegative(), // that can be used
  tasks: z.int().nonnegative(), // that they would be
  duplicates: z.int().nonnegative(), // rows that ask the same as an earlier one under each variant; not among the rows where they are merged
  already: z.int().nonnegative(), // of the rows, those that the batch that they are added to asked before under each variant; 0 of a batch of their own
  rejectedCount: z.int().nonnegative(), // rows that would be left out, with those that cannot be read
  missing: z.object({ absent: z.int().nonnegative(), blank: z.int().nonnegative() }), // rows without a value that a template uses: it is not there at all, or only blank. Left out, or sent without it, by the template's rule
  rejected: z.array(RejectedLine), // the first 100
  problems: z.array(BodyProblem.extend({ variant: z.int().positive() })), // while there are any, nothing can be queued
})
export type TemplateCheck = z.infer<typeof TemplateCheck>
