import { useState } from 'react'
import type { ImportPreview } from '#shared/import'
import type { ProviderView } from '#shared/provider'
import { type TemplateBody, textsOf } from '#shared/template-body'
import type { VariantInput } from '#shared/template-view'
import { useRowPreview } from '../templates/use-row-preview'
import { useTemplateCheck } from '../templates/use-template-check'
import {
  bodyOf,
  differenceOf,
  hasFieldProblem,
  isColumnAlone,
  letterOf,
  problemsOf,
  type VariantDraft,
  variantInput,
} from '../templates/variant-draft'
import type { Asked } from './import-stage'
import { type BatchChoices, targetOf } from './use-target'

type Given = {
  readonly preview: ImportPreview
  readonly drafts: readonly VariantDraft[]
  readonly shown: number
  readonly providers: readonly ProviderView[]
  readonly choices: BatchChoices
  readonly isScanned: boolean // before that, rows are still being counted
  readonly isIdle: boolean // the rows go elsewhere: main is asked nothing
}

/** What the variants come to: what main is asked, what is wrong with them, one row of them, and how many rows can be used. */
export function useAsked({ preview, drafts, shown, providers, choices, isScanned, isIdle }: Given) {
  const { importId, columns, promptColumn } = preview
  const hasTemplates = takesTemplate(preview)
  const isAlone = drafts.every((draft) => !hasTemplates || isColumnAlone(draft, promptColumn, columns))
  const targets = drafts.map((draft) => targetOf(draft, providers))
  const models = targets.map(({ model }) => model)
  const differences = drafts.map((_, at) => differenceOf(drafts, models, at))
  const problems = drafts.map((draft) => (hasTemplates ? problemsOf(draft, columns) : []))
  const isWrong = drafts.map((draft, at) => (problems[at]?.length ?? 0) > 0 || hasFieldProblem(draft))

  const many = drafts.length > 1
  const inputs: VariantInput[] = drafts.map((draft, at) =>
    variantInput(draft, {
      template: !isAlone,
      name: many ? `${letterOf(at)}: ${differences[at]}` : undefined,
      target: targets[at] ?? { providerId: '', model: '' },
      lane: choices.lane,
    }),
  )
  const variants = many || !isAlone || inputs.some(({ parameters }) => parameters) ? inputs : undefined
  const needsCheck = many || !isAlone
  const isUnwritten = hasTemplates && drafts.some(({ prompt }) => prompt.trim() === '')
  const isMistaken = isWrong.some(Boolean)
  const version = JSON.stringify([preview.choices, preview.fixed, preview.files])
  const wish = { importId, lane: choices.lane }
  const told = useTemplateCheck(
    needsCheck && !isIdle && isScanned && !isUnwritten && !isMistaken
      ? { ...wish, variants: inputs.map(forCheck) }
      : null,
    version,
  )
  const asked: Asked = isUnwritten
    ? { kind: 'unwritten' }
    : isMistaken
      ? { kind: 'mistaken' }
      : needsCheck
        ? { kind: 'variants', told, variants: drafts.length }
        : { kind: 'column' }

  const [rowOf, setRow] = useState({ importId, row: 1 })
  const row = rowOf.importId === importId ? rowOf.row : 1
  const draft = drafts[shown] ?? drafts[0]
  const canShow = hasTemplates && draft !== undefined && draft.prompt.trim() !== '' && !(problems[shown] ?? []).length
  const body = draft ? bodyOf(draft) : null
  const variant: VariantInput | null = canShow && body && !isIdle ? { ...forTarget(targets[shown]), body } : null
  const rowPreview = useRowPreview(
    variant && { ...wish, variant, row },
    new Map(body ? textsOf(body).map(({ field, text }) => [field, text]) : []),
    version,
  )
  return {
    hasTemplates,
    targets,
    differences,
    problems,
    isWrong,
    variants,
    isAlone,
    asked,
    check: told.kind === 'checked' && needsCheck ? told.check : null,
    row,
    setRow: (next: number) => setRow({ importId, row: next }),
    rowPreview,
  }
}

/** Rows have columns, and prompts are made of them. */
export const takesTemplate = ({ columns, needsPromptColumn }: ImportPreview): boolean =>
  needsPromptColumn && columns.length > 0

const forTarget = (target: { providerId: string; model: string } | undefined) => ({
  ...(target && target.providerId !== '' ? { providerId: target.providerId } : {}),
  ...(target && target.model !== '' ? { model: target.model } : {}),
})

/** What is sent does not change with the name of a variant, nor which rows can be used. */
const forCheck = ({ name: _, ...input }: VariantInput): VariantInput => input

/** As it is saved: with what the sheet chooses for it. */
export const savedBody = (
  draft: VariantDraft,
  target: { readonly providerId: string; readonly model: string },
  { lane }: BatchChoices,
): TemplateBody => {
  const body = bodyOf(draft)
  const own = draft.lane ?? (lane === 'auto' ? undefined : lane)
  return {
    ...body,
    parameters: { ...body.parameters, ...forTarget(target), ...(own === undefined ? {} : { lane: own }) },
  }
}
