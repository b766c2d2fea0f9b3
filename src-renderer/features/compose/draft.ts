import { create } from 'zustand'
import { autoLane } from '#shared/auto-lane'
import type { Request } from '#shared/contract'
import type { ProviderView } from '#shared/provider'
import { chat } from '#shared/request'
import type { Lane } from '../../state/sheets-slice'
import { readStart } from '../task-changes/when-text'
import { readAdvanced } from './advanced'

/** What was typed into the sheet. Numbers stay text until the prompt is queued, so that half of one can stand there. */
export type Draft = {
  readonly lane: Lane
  readonly system: string
  readonly prompt: string
  readonly eachLine: boolean
  readonly providerId: string | null // null: the default one, whichever that is
  readonly model: string // '': the provider's default model
  readonly maxOutputTokens: string
  readonly temperature: string
  readonly start: string // '': now
  readonly answer: AnswerKind
  readonly schema: string // JSON, of `schema`
  readonly stop: string // a line each
  readonly seed: string
  readonly extra: string // JSON: fields of the provider's own
  readonly images: string // a line each: paths and URLs
}

/** What the answer is to be: any text, JSON of any shape, or JSON that fits a schema. */
export type AnswerKind = 'text' | 'json' | 'schema'

export const emptyDraft: Draft = {
  lane: 'auto',
  system: '',
  prompt: '',
  eachLine: false,
  providerId: null,
  model: '',
  maxOutputTokens: '',
  temperature: '',
  start: '',
  answer: 'text',
  schema: '',
  stop: '',
  seed: '',
  extra: '',
  images: '',
}

/** The draft outlives the sheet: closing it loses nothing that was typed. */
export const useDraft = create<Draft>(() => emptyDraft)
export const changeDraft = (change: Partial<Draft>): void => useDraft.setState(change)

/** After queueing the words, their images and the start go; the choices stay, since the next prompt is likely to be for the same model. */
export const clearWords = (): void => changeDraft({ prompt: '', eachLine: false, start: '', images: '' })

/** Text that the sheet was opened with comes after what is being typed, and in place of nothing. */
export function addToDraft(text: string): void {
  const { prompt } = useDraft.getState()
  if (text === '' || prompt.endsWith(text)) return
  changeDraft({ prompt: prompt.trim() === '' ? text : `${prompt}\n\n${text}` })
}

/** Prompts that one call may queue, by the contract. */
export const mostPrompts = 10_000

/** The lines that would each be a prompt: those with something on them. */
export const linesOf = (prompt: string): string[] =>
  prompt
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What would be queued: nothing while nothing is typed. */
export function promptsOf({ prompt, eachLine }: Pick<Draft, 'prompt' | 'eachLine'>): string[] {
  if (eachLine) return linesOf(prompt)
  return prompt.trim() === '' ? [] : [prompt.trim()]
}

/** The provider the draft is for: the one chosen, if it still exists, else the default one. */
export function providerOf(draft: Draft, providers: readonly ProviderView[]): ProviderView | undefined {
  return (
    providers.find(({ id }) => id === draft.providerId) ?? providers.find(({ isDefault }) => isDefault) ?? providers[0]
  )
}

export const modelOf = (draft: Draft, provider: ProviderView | undefined): string =>
  draft.model.trim() || (provider?.defaultModel ?? '')

export type NumberField = { readonly value?: number; readonly error?: string }

/** A positive whole number, or nothing. */
export function readMaxTokens(text: string): NumberField {
  const typed = text.trim()
  if (typed === '') return {}
  const value = Number(typed)
  return Number.isSafeInteger(value) && value > 0 ? { value } : { error: 'A whole number above 0, or empty.' }
}

/** From 0 to 2, or nothing. A comma is taken for a point, as many keyboards type it. */
export function readTemperature(text: string): NumberField {
  const typed = text.trim().replace(',', '.')
  if (typed === '') return {}
  const value = Number(typed)
  return value >= 0 && value <= 2 ? { value } : { error: 'A number from 0 to 2, or empty.' }
}

/** Whether all that was typed can be queued as it stands. */
export const fits = (draft: Draft): boolean =>
  !readMaxTokens(draft.maxOutputTokens).error &&
  !readTemperature(draft.temperature).error &&
  Object.keys(readAdvanced(draft).problems).length === 0

/** How many of these prompts Auto would send to each lane. */
export function autoLanes(draft: Draft, model: string): { fast: number; heavy: number } {
  const { images: _, ...options } = optionsOf(draft)
  const prompts = promptsOf(draft)
  const heavy = prompts.filter((prompt) => autoLane(chat(prompt, options), model) === 'heavy').length
  return { heavy, fast: prompts.length - heavy }
}

/** What the sheet sends; model, provider and start only where they were chosen, so that main's defaults hold. @param now epoch ms */
export function requestOf(draft: Draft, now: number): Request<'submitPrompts'> {
  const start = readStart(draft.start, now)
  return {
    lane: draft.lane,
    prompts: promptsOf(draft),
    ...(draft.providerId === null ? {} : { providerId: draft.providerId }),
    ...(draft.model.trim() === '' ? {} : { model: draft.model.trim() }),
    ...optionsOf(draft),
    ...(start.kind === 'at' ? { startAt: start.at } : {}),
  }
}

/** What holds for every prompt of the draft; what cannot be read is left out. */
export function optionsOf(draft: Draft) {
  const { value: maxOutputTokens } = readMaxTokens(draft.maxOutputTokens)
  const { value: temperature } = readTemperature(draft.temperature)
  return {
    ...(draft.system.trim() === '' ? {} : { system: draft.system.trim() }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...readAdvanced(draft).value,
  }
}
