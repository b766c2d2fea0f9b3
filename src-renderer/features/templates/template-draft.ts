import { rowRenderer } from '#shared/render-row'
import type { Cell } from '#shared/rows'
import type { TemplateBody } from '#shared/template-body'
import { TemplateName, type TemplatePreview } from '#shared/template-view'
import { bodyOf, canonical, firstDraft, type SavedTemplate, type VariantDraft, withSaved } from './variant-draft'

/** A template that is being written, apart from any import. */
export type TemplateDraft = { readonly name: string; readonly text: VariantDraft }

const nothing = firstDraft(null, [])
export const newTemplate: TemplateDraft = { name: '', text: nothing }

/** A draft that begins as a version has it, with the provider, model and lane that it names. */
export const draftOf = (saved: SavedTemplate): TemplateDraft => ({
  name: saved.name,
  text: { ...withSaved(nothing, saved), lane: saved.body.parameters.lane ?? null },
})

/** As it is saved. */
export function savedBodyOf({ text }: TemplateDraft): TemplateBody {
  const { providerId, model, lane } = text
  const body = bodyOf(text)
  const named = model?.trim() ?? ''
  return {
    ...body,
    parameters: {
      ...body.parameters,
      ...(providerId === null ? {} : { providerId }),
      ...(named === '' ? {} : { model: named }),
      ...(lane === null ? {} : { lane }),
    },
  }
}

/** Whether saving it would make a version. @param newest the newest body */
export const makesVersion = (draft: TemplateDraft, newest: TemplateBody): boolean =>
  canonical(savedBodyOf(draft)) !== canonical(newest)

/** Why the name cannot be taken; null where it can. */
export function nameProblem(name: string): string | null {
  if (name.trim() === '') return 'Give it a name.'
  const read = TemplateName.safeParse(name)
  return read.success ? null : `${capital(read.error.issues[0]?.message ?? 'It cannot be taken')}.`
}
const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

/** What it makes of a row that a person writes. @param samples by column; of the others the column’s own name stands there */
export function sampleOf(draft: TemplateDraft, samples: ReadonlyMap<string, string>): TemplatePreview {
  const renderer = rowRenderer(savedBodyOf(draft))
  const columns = renderer.columns
  const cells: Cell[] = columns.map((column) => samples.get(column) ?? `[${column}]`)
  const made = renderer.render(columns, cells)
  return {
    ...{ row: 1, rows: null, file: '', line: 1, lane: 'fast', providerId: '', model: '', tokens: null },
    cells: columns.map((column, at) => ({ column, text: String(cells[at] ?? '') })),
    problems: [...renderer.problems],
    problem: 'problem' in made ? made.problem : null,
    request: 'request' in made ? made.request : null,
    customId: 'customId' in made ? made.customId : null,
  }
}
