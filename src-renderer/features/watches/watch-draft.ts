import type { Request } from '#shared/contract'
import { DryRunStart } from '#shared/dry-run'
import type { TemplateId } from '#shared/template-view'
import { ResultsWord, settleLimits, type WatchOptions, type WatchView } from '#shared/watch'
import { budgetText, readBudget } from '../spending/budget'

/** What is typed about a watch. Texts are as they stand in their fields. */
export type WatchDraft = {
  readonly folder: string
  readonly existing: 'take' | 'leave'
  readonly subfolders: boolean
  readonly templateId: TemplateId | null // null: prompts stand in a column
  readonly version: number | null // null: the newest
  readonly promptColumn: string
  readonly lane: WatchOptions['lane']
  readonly providerId: string // '': the template's, or the default one
  readonly model: string
  readonly budget: string
  readonly dayBudget: string
  readonly dryRun: string // rows; '': none
  readonly badRows: WatchOptions['badRows']
  readonly changed: WatchOptions['changed']
  readonly format: WatchOptions['results']['format']
  readonly word: string
  readonly settle: string // seconds
}

export const emptyDraft = (templateId: TemplateId | null): WatchDraft => ({
  ...{ folder: '', existing: 'leave', subfolders: false, templateId, version: null, promptColumn: '', lane: 'auto' },
  ...{
    providerId: '',
    model: '',
    budget: '',
    dayBudget: '',
    dryRun: '',
    badRows: 'refuse',
    format: 'csv',
    word: 'results',
  },
  changed: 'new_rows',
  settle: String(settleLimits.usual / 1_000),
})

export function draftOf({ folder, options }: Pick<WatchView, 'folder' | 'options'>): WatchDraft {
  const { template, promptColumn, subfolders, lane, providerId, model, budget, dayBudget, dryRun } = options
  const { badRows, changed, results, settleMs } = options
  return {
    ...{ folder, existing: 'leave', subfolders, templateId: template?.id ?? null, version: template?.version ?? null },
    ...{ promptColumn: promptColumn ?? '', lane, providerId: providerId ?? '', model: model ?? '', badRows, changed },
    ...{ budget: budgetText(budget), dayBudget: budgetText(dayBudget) },
    ...{ dryRun: dryRun === null ? '' : String(dryRun.rows) },
    ...{ format: results.format, word: results.word, settle: String(settleMs / 1_000) },
  }
}

export type DraftProblems = Partial<Record<'folder' | 'budget' | 'dayBudget' | 'dryRun' | 'word' | 'settle', string>>

/** What does not fit, and what to do. Whether the folder and the template are there, main tells. */
export function problemsOf(draft: WatchDraft): DraftProblems {
  const budget = readBudget(draft.budget)
  const dayBudget = readBudget(draft.dayBudget)
  const word = ResultsWord.safeParse(draft.word)
  const seconds = Number(draft.settle) * 1_000
  const isWhole = /^\d+$/.test(draft.settle.trim()) && seconds >= settleLimits.least && seconds <= settleLimits.most
  return {
    ...(draft.folder.trim() === '' ? { folder: 'Choose a folder.' } : {}),
    ...(budget.ok ? {} : { budget: budget.advice }),
    ...(dayBudget.ok ? {} : { dayBudget: dayBudget.advice }),
    ...(draft.dryRun.trim() === '' || rowsOf(draft.dryRun) ? {} : { dryRun: 'Rows from 1 to 100, or empty.' }),
    ...(word.success ? {} : { word: 'Letters, digits, - and _, 40 at most.' }),
    ...(isWhole ? {} : { settle: 'Whole seconds, from 1 to 3,600.' }),
  }
}

const rowsOf = (text: string) => {
  const read = DryRunStart.safeParse({ rows: /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN })
  return read.success ? read.data : null
}

/** What is sent; of a draft without problems. */
export function inputOf(draft: WatchDraft, id: WatchView['id'] | null): Request<'saveWatch'> {
  const budget = readBudget(draft.budget)
  const dayBudget = readBudget(draft.dayBudget)
  const text = (value: string) => (value.trim() === '' ? null : value.trim())
  return {
    ...(id === null ? {} : { id }),
    ...{ folder: draft.folder.trim(), existing: draft.existing },
    options: {
      template: draft.templateId === null ? null : { id: draft.templateId, version: draft.version },
      promptColumn: draft.templateId === null ? text(draft.promptColumn) : null,
      ...{ subfolders: draft.subfolders, lane: draft.lane, badRows: draft.badRows, changed: draft.changed },
      ...{ providerId: text(draft.providerId), model: text(draft.model), budget: budget.ok ? budget.value : null },
      ...{ dayBudget: dayBudget.ok ? dayBudget.value : null, dryRun: rowsOf(draft.dryRun) },
      results: { format: draft.format, word: draft.word.trim() },
      settleMs: Number(draft.settle) * 1_000,
    },
  }
}

export const isChanged = (a: WatchDraft, b: WatchDraft): boolean =>
  (Object.keys(a) as (keyof WatchDraft)[]).some((field) => a[field] !== b[field])
