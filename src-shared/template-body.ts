import { z } from 'zod'
import { LaneName } from './lane'
import { ModelName } from './model-settings'
import { LlmRequest } from './request'
import type { Columns } from './rows'

/** A text with columns in braces: see template.ts. */
const Text = z.string().max(200_000)
const Column = z.string().min(1).max(1_000)
const chatShape = LlmRequest.options[0].shape

/** What is done about a row that has no value, or a blank one, where a template uses it. */
export const MissingRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('refuse') }), // the row is left out, and told
  z.object({ kind: z.literal('empty') }), // nothing is sent in its place
  z.object({ kind: z.literal('default'), text: z.string().max(10_000) }),
])
export type MissingRule = z.infer<typeof MissingRule>

/** Under what a template's requests are made, beside what they say. What is left out is as the import chooses, or the provider. */
export const TemplateParameters = z.object({
  providerId: z.string().min(1).optional(),
  model: ModelName.optional(),
  lane: z.union([z.literal('auto'), LaneName]).optional(),
  temperature: chatShape.temperature,
  maxOutputTokens: chatShape.maxOutputTokens,
  json: chatShape.json,
  stop: chatShape.stop,
  seed: chatShape.seed,
  extra: chatShape.extra,
})
export type TemplateParameters = z.infer<typeof TemplateParameters>

/** Makes one request of one row. */
export const TemplateBody = z.object({
  system: Text.optional(),
  examples: z
    .array(z.object({ user: Text, assistant: Text }))
    .max(100)
    .default([]), // turns that come before the prompt, as if they had been
  prompt: Text.min(1),
  images: z.array(Column).max(50).default([]), // columns that hold the address of an image, or a list of such; a blank one adds none
  customId: Column.optional(), // the column that holds the id of its row; left out: the row has none
  missing: MissingRule.default({ kind: 'refuse' }),
  parameters: TemplateParameters.default({}),
})
export type TemplateBody = z.infer<typeof TemplateBody>

/** In which of a body's texts something stands. */
export const TemplateField = z.union([
  z.enum(['system', 'prompt', 'images', 'customId']),
  z.templateLiteral(['examples.', z.int(), '.', z.enum(['user', 'assistant'])]),
])
export type TemplateField = z.infer<typeof TemplateField>

/** What is wrong with a template, in words. `from` and `to` are places in that text, in UTF-16 units; 0 and 0 for a column. */
export const BodyProblem = z.object({ field: TemplateField, from: z.int(), to: z.int(), message: z.string() })
export type BodyProblem = z.infer<typeof BodyProblem>

/** The texts of a body, in the order in which they are sent. */
export function textsOf({ system, examples, prompt }: TemplateBody): { field: TemplateField; text: string }[] {
  const turns = examples.flatMap(({ user, assistant }, at) => [
    { field: `examples.${at}.user` as const, text: user },
    { field: `examples.${at}.assistant` as const, text: assistant },
  ])
  return [
    ...(system === undefined ? [] : [{ field: 'system' as const, text: system }]),
    ...turns,
    { field: 'prompt', text: prompt },
  ]
}

/** The parameters that go into the request itself. */
export function requestParameters({ temperature, maxOutputTokens, json, stop, seed, extra }: TemplateParameters) {
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(json === undefined ? {} : { json }),
    ...(stop === undefined ? {} : { stop }),
    ...(seed === undefined ? {} : { seed }),
    ...(extra === undefined ? {} : { extra }),
  }
}

const places = new WeakMap<Columns, ReadonlyMap<string, number>>()

/** Where a column stands: as it is written, or else without regard to case, of which the first wins. Undefined where there is none. */
export function placeOf(columns: Columns, name: string): number | undefined {
  let known = places.get(columns)
  if (!known) {
    const made = new Map<string, number>()
    for (const [at, each] of columns.entries()) made.set(each, at)
    for (const [at, each] of columns.entries()) if (!made.has(each.toLowerCase())) made.set(each.toLowerCase(), at)
    places.set(columns, made)
    known = made
  }
  return known.get(name) ?? known.get(name.toLowerCase())
}
