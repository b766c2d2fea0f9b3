import { longestPrompt, type PromptEdit, promptSlot } from '#shared/prompt-edit'
import { type LlmRequest, promptOf, withPrompt } from '#shared/request'
import { assertNever } from '#shared/result'
import { fillNames } from '#shared/template'
import { createReplacer } from './replace-safely'
import { truncated, truncatedTo } from './truncate'

/** How many tokens a text has for that model, or about as many. */
export type CountTokens = (texts: readonly string[], model: string) => Promise<{ readonly tokens: number }>

export type Editable = { readonly request: LlmRequest; readonly model: string }
/** What became of one prompt. */
export type Edited =
  | { readonly kind: 'changed'; readonly request: LlmRequest; readonly before: string; readonly after: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'impossible'; readonly why: string }

/** An edit that can be made of some prompts at a time, which stand in memory only that long. Rejects as `createReplacer` throws. */
export type Editor = (prompts: readonly Editable[]) => Promise<Edited[]>

const noPrompt = 'Its request is sent word for word and has no prompt that could be edited.'
const tooSlow = 'The regular expression takes too long on its prompt.'
const tooLong = 'Its prompt would be longer than four million characters.'

/** @throws CommandError 'bad_request' where its pattern is no regular expression */
export function createEditor(edit: PromptEdit, count: CountTokens): Editor {
  const texts = textEditor(edit, count)
  return async (prompts) => {
    const before = prompts.map(({ request }) => promptOf(request))
    const after = await texts(before, prompts)
    return prompts.map(({ request }, at) => outcome(request, before[at] ?? '', after[at] ?? null))
  }
}

function outcome(request: LlmRequest, before: string, after: string | null): Edited {
  if (after === null) return { kind: 'impossible', why: tooSlow }
  if (after === before) return { kind: 'unchanged' }
  if (after.trim() === '') return { kind: 'empty' }
  if (after.length > longestPrompt) return { kind: 'impossible', why: tooLong }
  const edited = withPrompt(request, after)
  // Of some verbatim bodies nobody knows where the prompt is: they come back as they were.
  return promptOf(edited) === after
    ? { kind: 'changed', request: edited, before, after }
    : { kind: 'impossible', why: noPrompt }
}

type Texts = (texts: readonly string[], prompts: readonly Editable[]) => Promise<readonly (string | null)[]>

function textEditor(edit: PromptEdit, count: CountTokens): Texts {
  switch (edit.kind) {
    case 'text':
      return async (texts) => texts.map(() => edit.prompt)
    case 'replace': {
      const replace = createReplacer(edit)
      return async (texts) => replace(texts)
    }
    case 'template':
      return async (texts) =>
        texts.map((text) => fillNames(edit.text, (_, written) => (written === promptSlot ? text : undefined)))
    case 'truncate':
      if (edit.unit === 'characters') return async (texts) => texts.map((text) => truncated(text, edit.limit, edit))
      return (texts, prompts) =>
        Promise.all(
          texts.map((text, at) =>
            truncatedTo(text, edit.limit, edit, async (part) => {
              return (await count([part], prompts[at]?.model ?? '')).tokens
            }),
          ),
        )
    default:
      return assertNever(edit)
  }
}
