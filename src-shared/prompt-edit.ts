import { z } from 'zod'

/** Where a template has the prompt. */
export const promptSlot = '{{prompt}}'
/** No edited prompt may be longer, in UTF-16 units. */
export const longestPrompt = 4_000_000

/** An edit of prompts, of one or over many. What it edits is the text that `promptOf` gives. */
export const PromptEdit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), prompt: z.string().trim().min(1).max(longestPrompt) }), // this in its place
  z.object({
    kind: z.literal('replace'),
    find: z.string().min(1).max(10_000),
    with: z.string().max(100_000), // of a regular expression with $1, $<name> and $& as JavaScript has them
    regex: z.boolean().default(false), // JavaScript's, with the flags g and u
    matchCase: z.boolean().default(true),
    wholeWords: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('template'),
    text: z
      .string()
      .max(100_000)
      .refine((text) => text.includes(promptSlot), `the template needs ${promptSlot} where the prompt goes`),
  }),
  z.object({
    kind: z.literal('truncate'),
    unit: z.enum(['characters', 'tokens']), // tokens as the task's model counts them, or about as many
    limit: z.int().positive(), // what is left at most, the mark included
    cut: z.enum(['beginning', 'middle', 'end']), // which part goes
    atWord: z.boolean().default(true), // not within a word
    mark: z.string().max(200).default('…'), // stands where text went
  }),
])
export type PromptEdit = z.infer<typeof PromptEdit>

/** A part of a prompt before and after, from shortly before the first difference on, at most `shownAround` characters. */
export const EditExample = z.object({
  id: z.int(),
  title: z.string(),
  before: z.string(),
  after: z.string(),
  from: z.int().nonnegative(), // how many characters stand before both
})
export type EditExample = z.infer<typeof EditExample>
export const shownAround = 1_200

/** What an edit would do. changed + unchanged + empty + impossible = the eligible tasks that were looked at. */
export const EditSummary = z.object({
  changed: z.int().nonnegative(),
  unchanged: z.int().nonnegative(), // they stay as they are; an edit leaves them out, and so does a requeue with it
  empty: z.int().nonnegative(), // nothing would be left of them; they are left out
  impossible: z.int().nonnegative(), // no prompt to edit, or the pattern takes too long on them; they are left out
  beyondWindow: z.object({ n: z.int(), of: z.int() }), // of so many changed ones that were checked, those that certainly do not fit their model
  tokens: z.object({ before: z.int(), after: z.int(), sampled: z.boolean() }).nullable(), // of all that change; null where none does
  examples: z.array(EditExample),
})
export type EditSummary = z.infer<typeof EditSummary>
