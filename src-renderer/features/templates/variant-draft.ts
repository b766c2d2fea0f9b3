import type { LaneName } from '#shared/lane'
import { rowRenderer } from '#shared/render-row'
import { parseTemplate } from '#shared/template'
import type { BodyProblem, MissingRule, TemplateBody, TemplateField, TemplateParameters } from '#shared/template-body'
import type { TemplateDetail, VariantInput } from '#shared/template-view'
import { readAdvanced, stopText } from '../compose/advanced'
import { type AnswerKind, readMaxTokens, readTemperature } from '../compose/draft'
import { slotOf } from './completion'

export type ExampleDraft = { readonly key: number; readonly user: string; readonly assistant: string }
/** A template that was saved, as a draft began with it. */
export type SavedTemplate = Pick<TemplateDetail, 'id' | 'name' | 'version' | 'shown' | 'body' | 'versions'>

/** One way in which rows are to be asked, as it is being written. Numbers stay text, so that half of one can stand there. */
export type VariantDraft = {
  readonly key: number // the same as long as it is there
  readonly system: string | null // null: there is none
  readonly examples: readonly ExampleDraft[]
  readonly prompt: string
  readonly images: readonly string[]
  readonly customId: string | null
  readonly missing: MissingRule
  readonly providerId: string | null // null: the default one
  readonly model: string | null // null: the provider's default model
  readonly maxOutputTokens: string
  readonly temperature: string
  readonly answer: AnswerKind
  readonly schema: string // JSON, of `schema`
  readonly stop: string // a line each
  readonly seed: string
  readonly extra: string // JSON
  readonly lane: LaneName | 'auto' | null // null: as all variants
  readonly saved: SavedTemplate | null
}

type Columns = readonly { readonly name: string }[]
/** What a column of ids is called. */
const idNames: ReadonlySet<string> = new Set(['id', 'customid', 'rowid'])
const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** The prompts of a column, as they come without a template. @param promptColumn null: a person must choose one */
export const firstDraft = (promptColumn: string | null, columns: Columns): VariantDraft => ({
  key: 1,
  system: null,
  examples: [],
  prompt: promptColumn === null ? '' : slotOf(promptColumn),
  images: [],
  customId: columns.find(({ name }) => idNames.has(plain(name)))?.name ?? null,
  missing: { kind: 'refuse' },
  providerId: null,
  model: null,
  ...{ maxOutputTokens: '', temperature: '', answer: 'text', schema: '' },
  ...{ stop: '', seed: '', extra: '', lane: null, saved: null },
})

/** Whether its prompts are those of the column, with nothing beside them: then no template is needed. */
export function isColumnAlone(draft: VariantDraft, promptColumn: string | null, columns: Columns): boolean {
  const first = firstDraft(promptColumn, columns)
  return (
    promptColumn !== null &&
    draft.prompt.trim() === first.prompt &&
    draft.customId === first.customId &&
    (draft.system ?? '').trim() === '' &&
    [draft.examples, draft.images].every(({ length }) => length === 0) &&
    draft.missing.kind === 'refuse' &&
    draft.saved === null
  )
}

const noProblems: Record<'schema' | 'stop' | 'seed' | 'extra', string | null> = {
  ...{ schema: null, stop: null, seed: null, extra: null },
}

/** What cannot be read of the fields beside the texts. */
export function fieldProblems(draft: VariantDraft) {
  return {
    maxOutputTokens: readMaxTokens(draft.maxOutputTokens).error ?? null,
    temperature: readTemperature(draft.temperature).error ?? null,
    ...noProblems,
    ...readAdvanced(advanced(draft)).problems,
  }
}
export const hasFieldProblem = (draft: VariantDraft): boolean =>
  Object.values(fieldProblems(draft)).some((problem) => problem !== null)

/** As the fields beside a single prompt are read. */
export const advanced = ({ answer, schema, stop, seed, extra }: VariantDraft) => ({
  ...{ answer, schema, stop, seed, extra },
  images: '',
})

/** What goes with each request; what cannot be read is left out. */
export function parametersOf(draft: VariantDraft): TemplateParameters {
  const { value: maxOutputTokens } = readMaxTokens(draft.maxOutputTokens)
  const { value: temperature } = readTemperature(draft.temperature)
  return {
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...readAdvanced(advanced(draft)).value,
  }
}

/** Its template without provider, model and lane, which the sheet chooses. */
export function bodyOf(draft: VariantDraft): TemplateBody {
  const { system, examples, prompt, images, customId, missing } = draft
  return {
    ...(system === null || system.trim() === '' ? {} : { system }),
    examples: examples.map(({ user, assistant }) => ({ user, assistant })),
    prompt,
    images: [...images],
    ...(customId === null ? {} : { customId }),
    missing,
    parameters: parametersOf(draft),
  }
}

/** The draft with a saved template in it. What the template leaves open stays as it was chosen. */
export function withSaved(draft: VariantDraft, saved: SavedTemplate): VariantDraft {
  const { system, examples, prompt, images, customId, missing, parameters } = saved.body
  const { providerId, model, maxOutputTokens, temperature, json, stop, seed, extra } = parameters
  return {
    ...draft,
    system: system ?? null,
    examples: examples.map((example, at) => ({ ...example, key: at + 1 })),
    prompt,
    images,
    customId: customId ?? null,
    missing,
    providerId: providerId ?? draft.providerId,
    model: model ?? (providerId === undefined ? draft.model : null),
    maxOutputTokens: maxOutputTokens?.toString() ?? '',
    temperature: temperature?.toString() ?? '',
    answer: json === undefined ? 'text' : json === 'any' ? 'json' : 'schema',
    schema: json === undefined || json === 'any' ? '' : JSON.stringify(json.schema, null, 2),
    stop: stopText(stop ?? []),
    seed: seed?.toString() ?? '',
    extra: extra === undefined ? '' : JSON.stringify(extra),
    saved,
  }
}

/** Whether what is written differs from the template as it was saved; provider, model and lane are the sheet's. */
export function isChanged(draft: VariantDraft): boolean {
  const { saved } = draft
  if (saved === null) return false
  const body = bodyOf(draft)
  const { providerId: _, model: __, lane: ___, ...parameters } = saved.body.parameters
  return canonical({ ...saved.body, parameters }) !== canonical(body)
}

/** Whether somebody wrote words in it that are saved nowhere; columns that were put there are found again in a moment. */
export function isWritten(draft: VariantDraft): boolean {
  if (draft.saved !== null) return isChanged(draft)
  const words = [
    draft.prompt,
    draft.system ?? '',
    ...draft.examples.flatMap(({ user, assistant }) => [user, assistant]),
  ]
  return words.some((text) => text.replaceAll(/\{\{[^{}]*\}\}/g, '').trim() !== '')
}

/** The same text for the same values, in whatever order they stand. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )

/** What is wrong with its texts: what they have by themselves, and columns that are not there, each with what may be meant. @param columns null: not known */
export function problemsOf(draft: VariantDraft, columns: Columns | null): BodyProblem[] {
  const renderer = rowRenderer(bodyOf({ ...draft, prompt: draft.prompt === '' ? ' ' : draft.prompt }))
  return [...renderer.problems, ...(columns ? renderer.unknown(columns.map(({ name }) => name)) : [])]
}

export const problemsIn = (problems: readonly BodyProblem[], field: TemplateField): BodyProblem[] =>
  problems.filter((problem) => problem.field === field)

/** The columns that its texts use. */
export function usedColumns({ system, examples, prompt }: VariantDraft): ReadonlySet<string> {
  const texts = [system ?? '', prompt, ...examples.flatMap(({ user, assistant }) => [user, assistant])]
  return new Set(
    texts.flatMap((text) =>
      parseTemplate(text).parts.flatMap((part) => (typeof part === 'string' ? [] : [part.column])),
    ),
  )
}

type InputOptions = {
  readonly template: boolean
  readonly name?: string | undefined
  readonly target: { readonly providerId: string; readonly model: string }
  readonly lane?: LaneName | 'auto'
}

/**
 * As main is asked.
 * @param template without one, prompts are those of the prompt column
 * @param target the provider and model as they are resolved
 * @param lane of all variants, which goes before that of a saved template
 */
export function variantInput(draft: VariantDraft, { template, name, target, lane }: InputOptions): VariantInput {
  const { saved } = draft
  const isSaved = template && saved !== null && !isChanged(draft)
  const own = draft.lane ?? (isSaved && saved.body.parameters.lane !== undefined ? lane : undefined)
  const parameters = { ...(template ? {} : parametersOf(draft)), ...(own === undefined ? {} : { lane: own }) }
  return {
    ...(name === undefined ? {} : { name: name.slice(0, 120) }),
    ...(target.providerId === '' ? {} : { providerId: target.providerId }),
    ...(target.model === '' ? {} : { model: target.model }),
    ...(isSaved ? { template: { id: saved.id, version: saved.shown } } : {}),
    ...(template && !isSaved ? { body: bodyOf(draft) } : {}),
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
  }
}

/** 'A', 'B' … in their order. */
export const letterOf = (index: number): string => String.fromCharCode(65 + index)

/** What tells a variant from the others, in a few words. @param models as they are resolved, by place */
export function differenceOf(drafts: readonly VariantDraft[], models: readonly string[], at: number): string {
  const draft = drafts[at]
  if (!draft) return ''
  const some = <T>(of: (draft: VariantDraft) => T) => new Set(drafts.map((each) => canonical(of(each)))).size > 1
  const words = [
    new Set(models).size > 1 ? (models[at] ?? '') : '',
    some(({ prompt, system, examples }) => [prompt, system, examples.map(({ user, assistant }) => [user, assistant])])
      ? promptWords(draft, drafts)
      : '',
    some(({ temperature }) => temperature) ? `temperature ${draft.temperature.trim() || 'not set'}` : '',
    some(({ maxOutputTokens }) => maxOutputTokens) ? `max ${draft.maxOutputTokens.trim() || 'not set'}` : '',
    some(({ answer, schema }) => [answer, schema]) ? answerWords[draft.answer] : '',
    some(({ seed }) => seed) ? `seed ${draft.seed.trim() || 'not set'}` : '',
    some(({ stop }) => stop) ? (draft.stop.trim() === '' ? 'no stop words' : 'stop words') : '',
    some(({ extra }) => extra) ? (draft.extra.trim() === '' ? 'no extra fields' : 'extra fields') : '',
    some(({ lane }) => lane) ? `${draft.lane === null ? 'the lane of all' : laneNames[draft.lane]}` : '',
  ].filter(Boolean)
  return words.length > 0 ? words.join(', ') : (models[at] ?? '')
}

function promptWords(draft: VariantDraft, drafts: readonly VariantDraft[]): string {
  const { saved, prompt } = draft
  if (saved === null) return beginning(prompt)
  const isOne = drafts.every((each) => each.saved?.id === saved.id)
  const version = isOne ? `version ${saved.shown}` : `${saved.name} @${saved.shown}`
  return isChanged(draft) ? `${version} changed` : version
}
const laneNames: Record<LaneName | 'auto', string> = { auto: 'Auto lane', fast: 'Fast', heavy: 'Heavy' }
const answerWords: Record<AnswerKind, string> = { text: 'any text', json: 'JSON', schema: 'JSON by a schema' }
const beginning = (prompt: string): string => {
  const line = prompt.trim().replaceAll(/\s+/g, ' ')
  return line.length > 28 ? `“${line.slice(0, 27).trimEnd()}…”` : `“${line}”`
}
