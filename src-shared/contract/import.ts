import { z } from 'zod'
import { BatchOptions, Priority } from '../batch'
import { BatchDryRun, DryRunDetail, DryRunStart } from '../dry-run'
import { BadPlace, ImportPreview, longestPasteChars, ReadChoices } from '../import'
import { BatchId, EpochMs } from '../task'
import { VariantInputs } from '../template-view'
import { Bulk, Done, Nothing, OfBatch, Target } from './common'

/** Under what rows are bad: the variants that they are to be asked under, or those of the batch that they are added to; with neither, as their prompt column has it. */
const badBy = { variants: VariantInputs.optional(), into: BatchId.optional() }

/** From a file to tasks, and the first rows of a batch before the rest. */
export const importCommands = {
  pickFiles: { request: Nothing, response: ImportPreview.nullable() }, // null when the person closed the dialog
  previewImport: {
    request: z.union([
      z.object({ paths: z.array(z.string().min(1)).min(1).max(1_000) }), // files and folders
      z.object({ text: z.string().min(1).max(longestPasteChars) }), // what was pasted
    ]),
    response: ImportPreview,
  },
  changeImport: { request: z.object({ importId: z.string(), choices: ReadChoices }), response: ImportPreview }, // all that a person chose, in place of what they chose before
  choosePromptColumn: { request: z.object({ importId: z.string(), column: z.string() }), response: ImportPreview },
  readBadLine: {
    request: z.object({ importId: z.string(), place: BadPlace, ...badBy }),
    response: z.object({ text: z.string().nullable(), reason: z.string() }), // as it stands in the file; null where that cannot be told, or is too long to be edited
  },
  fixBadLine: {
    request: z.object({ importId: z.string(), place: BadPlace, text: z.string().nullable(), ...badBy }), // null takes it back; `wrong_state` if it is no better, with the reason
    response: ImportPreview,
  },
  exportBadLines: {
    request: z.object({ importId: z.string(), as: z.enum(['lines', 'list']), ...badBy }), // to be corrected and imported; or where each is, and why
    response: z.object({ files: z.array(z.string()), lines: z.int(), left: z.int() }).nullable(), // left: of which no text can be told; null when the person closed the dialog
  },
  startImport: {
    request: Target.extend({
      importId: z.string(),
      priority: Priority.optional(),
      options: BatchOptions.optional(),
      startAt: EpochMs.optional(), // not before then
      dryRun: DryRunStart.optional(), // only its first rows run until the rest is released; not before `startAt` either
      variants: VariantInputs.optional(), // each row is asked under each of them; left out: once, as its prompt column has it
      into: BatchId.optional(), // the rows go to the end of that batch, by its variants, options and priority: none of these is named then
      skipPresent: z.boolean().optional(), // with `into`: rows that the batch asked before, under each variant, are left out
    }),
    response: z.object({ batchId: BatchId, queued: z.int() }),
  },
  // the first rows of a batch before the rest; a batch's `dryRun` follows how it stands
  releaseDryRun: { request: OfBatch, response: BatchDryRun }, // all the rest goes, also where the first rows have not ended yet
  letGoDryRun: { request: OfBatch, response: Bulk }, // the rest is cancelled; what was answered stays. Taken back, it waits again
  getDryRun: { request: OfBatch, response: DryRunDetail }, // also once it was released; `not_found` where the batch began with none
  cancelImport: { request: z.object({ importId: z.string() }), response: Done },
} as const
