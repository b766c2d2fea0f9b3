import { z } from 'zod'
import { LaneName } from '../lane'
import { ModelName } from '../model-settings'
import { BatchId, TaskId } from '../task'
import { TemplateBody } from '../template-body'
import {
  TemplateCheck,
  TemplateDetail,
  TemplateId,
  TemplateName,
  TemplatePreview,
  TemplateView,
  VariantInput,
  VariantInputs,
} from '../template-view'
import { Variant } from '../variant'

/** As in `startImport`: what variants leave open. */
const Wish = z.object({
  importId: z.string(),
  lane: z.union([z.literal('auto'), LaneName]).default('auto'),
  providerId: z.string().optional(),
  model: ModelName.optional(),
})
const Which = z.object({ id: TemplateId, version: z.int().positive().optional() }) // left out: the newest

/** Commands for templates, and for the rows and variants of a batch. */
export const templateCommands = {
  listTemplates: {
    request: z.object({ archived: z.boolean().default(false) }), // true: those that were put away as well
    response: z.array(TemplateView),
  },
  getTemplate: { request: Which, response: TemplateDetail },
  saveTemplate: {
    request: z.object({
      id: TemplateId.optional(), // left out: a new one
      name: TemplateName,
      body: TemplateBody, // another one than that of the newest version makes a new version
      seen: z.int().positive().optional(), // the newest version that the window knows: refused (stale) where there is a newer one
    }),
    response: TemplateDetail,
  },
  duplicateTemplate: { request: Which, response: TemplateDetail }, // under the same name with a number
  archiveTemplate: { request: z.object({ id: TemplateId, archived: z.boolean() }), response: TemplateView }, // false: it is offered again
  exportTemplate: { request: Which, response: z.object({ file: z.string() }).nullable() }, // null when the person closed the dialog
  importTemplate: { request: z.object({}), response: TemplateDetail.nullable() }, // from a file; under a name that is free
  /** A later call takes the place of an earlier one of the window, which is refused then (stale). */
  previewTemplate: {
    request: Wish.extend({
      variant: VariantInput.optional(), // left out with `into` alone
      into: z.object({ batchId: BatchId, variant: z.int().positive() }).optional(), // as that variant of that batch asks it
      row: z.int().positive(),
    }).refine(({ variant, into }) => (variant === undefined) !== (into === undefined), 'a row is previewed in one way'),
    response: TemplatePreview,
  },
  /** Reads all rows; the window hears how far it is as of a scan. A later call takes the place of an earlier one. */
  checkTemplates: {
    request: Wish.extend({
      variants: VariantInputs.optional(), // left out with `into` alone
      into: BatchId.optional(), // as that batch asks its own rows
    }).refine(({ variants, into }) => (variants === undefined) !== (into === undefined), 'rows are checked in one way'),
    response: TemplateCheck,
  },
  getVariants: {
    request: z.object({ batchId: BatchId }),
    response: z.object({
      columns: z.array(z.string()).nullable(), // of its source; null where its rows had none
      target: z.object({ providerId: z.string(), model: z.string() }).nullable(), // where all of it went; null: to several models
      variants: z.array(
        Variant.extend({ template: z.object({ id: TemplateId, name: z.string(), version: z.int() }).nullable() }),
      ),
    }),
  },
  getSourceRow: {
    request: z.object({ id: TaskId }),
    response: z
      .object({
        row: z.int().positive(),
        file: z.string(),
        line: z.int(),
        cells: z.array(z.object({ column: z.string(), value: z.json() })),
      })
      .nullable(), // null: the task is of no row with columns, or its texts were removed
  },
} as const
