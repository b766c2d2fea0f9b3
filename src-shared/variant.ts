import { z } from 'zod'
import { JsonObject } from './request'

/** Under what the rows of a batch are asked: one template version, provider, model and parameters. As it was when they were queued. */
export const Variant = z.object({
  variant: z.int().positive(), // from 1
  name: z.string(), // by which a person tells it from the others
  templateVersion: z.int().nullable(), // the id of the version; null: by a template that was never saved, or by none
  body: JsonObject.nullable(), // of a template that was never saved: its body
  providerId: z.string(),
  model: z.string(), // a row that names its own went there instead
  parameters: JsonObject, // with which its requests were made
})
export type Variant = z.infer<typeof Variant>
