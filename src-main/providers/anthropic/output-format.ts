import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema'
import type { JSONOutputFormat } from '@anthropic-ai/sdk/resources/messages'
import type { JsonAnswer } from '#shared/request'

/** How the model is told what JSON to answer with: by the API's own structured output, or in words where it has none for it. */
export type OutputFormat = { readonly format: JSONOutputFormat | null; readonly instruction: string }

const plainJson = 'Answer with JSON only: no other words before or after it, and no code fence.'

/**
 * A schema goes as `output_config.format`, in the narrower form that the API takes: the SDK's own function moves what the API does not
 * know (minimum, maxLength, …) into descriptions. The answer is checked against the schema as it was given, whichever way it goes.
 * In words go JSON of any shape, for which the API has no mode; a schema with `strict: false`, as older models need it; and one that the
 * API cannot express.
 */
export function outputFormat(json: JsonAnswer): OutputFormat {
  if (json === 'any') return { format: null, instruction: plainJson }
  const inWords = {
    format: null,
    instruction: `${plainJson} It must fit this JSON schema:\n${JSON.stringify(json.schema)}`,
  }
  if (json.strict === false || json.schema.type !== 'object') return inWords
  try {
    return { format: { type: 'json_schema', schema: { ...transformJSONSchema(json.schema) } }, instruction: '' }
  } catch {
    return inWords // it has no type somewhere
  }
}
