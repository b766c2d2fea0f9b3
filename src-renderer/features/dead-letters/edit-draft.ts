import type { LetterAction } from '#shared/bulk'
import { type PromptEdit, promptSlot } from '#shared/prompt-edit'

/** How many prompts are changed at once. */
export type Way = 'replace' | 'template' | 'shorten' | 'split'
export type EditDraft = {
  readonly way: Way
  readonly find: string
  readonly with: string
  readonly regex: boolean
  readonly matchCase: boolean
  readonly wholeWords: boolean
  readonly template: string
  readonly limit: string
  readonly unit: 'tokens' | 'characters'
  readonly cut: 'beginning' | 'middle' | 'end'
  readonly requeue: boolean // at once; else they stay letters
}
export const emptyDraft: EditDraft = {
  ...{ way: 'replace', find: '', with: '', regex: false, matchCase: true, wholeWords: false },
  ...{ template: promptSlot, limit: '', unit: 'tokens', cut: 'beginning', requeue: true },
}

/** The action that it comes to, or what it still needs. */
export function actionOf(draft: EditDraft): { readonly action: LetterAction } | { readonly needs: string } {
  const { way, limit, unit, requeue } = draft
  if ((way === 'shorten' || way === 'split') && !/^[1-9]\d{0,8}$/.test(limit))
    return { needs: `Say how many ${unit} ${way === 'split' ? 'a part' : 'a prompt'} may have.` }
  if (way === 'split') return { action: { kind: 'split', unit, limit: Number(limit) } }
  const edit = editOf(draft)
  if (typeof edit === 'string') return { needs: edit }
  return { action: requeue ? { kind: 'requeue', edit } : { kind: 'edit', edit } }
}

function editOf({ way, find, regex, matchCase, wholeWords, template, limit, unit, cut, ...draft }: EditDraft) {
  if (way === 'replace') {
    if (find === '') return 'Say what to find.'
    if (regex && !isPattern(find)) return 'This is no regular expression yet.'
    return { kind: 'replace', find, with: draft.with, regex, matchCase, wholeWords } satisfies PromptEdit
  }
  if (way === 'template') {
    if (!template.includes(promptSlot)) return `Write ${promptSlot} where the prompt goes.`
    if (template.trim() === promptSlot) return 'Write something before or after the prompt.'
    return { kind: 'template', text: template } satisfies PromptEdit
  }
  return { kind: 'truncate', unit, limit: Number(limit), cut, atWord: true, mark: '…' } satisfies PromptEdit
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'gu')
    return true
  } catch {
    return false
  }
}

/** Smaller numbers are no window of a model. */
const leastWindow = 256

/**
 * The window that a provider names in its refusal: of "maximum context length is 8192 tokens … resulted in 9100" the smaller one. Only to
 * suggest a limit; null where fewer than two numbers may be meant.
 */
export function windowIn(message: string): number | null {
  const numbers = [...message.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(',', '')))
  const tokens = numbers.filter((number) => number >= leastWindow)
  return tokens.length < 2 ? null : Math.min(...tokens)
}
