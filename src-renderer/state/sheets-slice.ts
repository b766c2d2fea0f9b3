import type { BulkId } from '#shared/bulk'
import type { Selection } from '#shared/contract'
import type { ImportPreview } from '#shared/import'
import type { LaneName } from '#shared/lane'
import type { RuleMatch } from '#shared/rule'
import type { BatchId, TaskId } from '#shared/task'
import type { TemplateDetail } from '#shared/template-view'
import type { Slice } from './store'

export type Lane = LaneName | 'auto'
export type BatchSheet = {
  readonly batchId: BatchId
  readonly focus: 'priority' | 'rules' | 'windows' | 'budget' | 'alert'
}
export type Ref = { readonly id: TaskId; readonly version: number }
/** Tasks that are to start at another time; those of a batch have its name. */
export type Starting = { readonly selection: Selection; readonly count: number; readonly batch?: string }
/** A model whose price a person is to set. */
export type Priced = { readonly providerId: string; readonly model: string }
/** Of the rules for dead letters: all of them, one (null: a new one, for such letters), or what they did. */
export type RulesAt =
  | { readonly at: 'list' }
  | { readonly at: 'form'; readonly ruleId: number | null; readonly match?: RuleMatch }
  | { readonly at: 'log'; readonly ruleId: number | null }
/** What goes to a file of results: a batch, or some tasks. */
export type Exporting = { readonly source: Selection; readonly name: string }
/** into: the batch that the rows are added to; null: they become one of their own. offered: the batch that was on screen when they came. */
export type Importing = {
  readonly preview: ImportPreview
  readonly lane: Lane
  readonly into: BatchId | null
  readonly offered: BatchId | null
  readonly template: TemplateDetail | null // that it is to be asked with; another object each time that one is chosen
}
export type SheetsSlice = {
  readonly compose: { readonly prompt: string } | null
  readonly importing: Importing | null
  readonly batchSheet: BatchSheet | null
  readonly receiptOf: BatchId | null
  readonly starting: Starting | null
  readonly pricing: Priced | null
  readonly rules: RulesAt | null
  readonly exporting: Exporting | null
  readonly dryRunOf: BatchId | null
  readonly letterActions: { readonly shown: BulkId | null } | null // shown: whose left out letters are listed
  readonly templates: boolean // over an import as well, which stays
  readonly palette: boolean
  readonly shortcuts: boolean
  readonly openTemplates: () => void
  readonly closeTemplates: () => void
  readonly openPalette: () => void
  readonly closePalette: () => void
  readonly openShortcuts: () => void
  readonly openCompose: (prompt?: string) => void
  /** lane: the one that the files were dropped on. */
  readonly openImport: (
    preview: ImportPreview,
    lane?: Lane,
    to?: Partial<Pick<Importing, 'into' | 'offered' | 'template'>>,
  ) => void
  readonly takeTemplate: (template: TemplateDetail) => void
  readonly importInto: (into: BatchId | null) => void
  /** A newer preview of the same import: another column was chosen, or the file has been counted. */
  readonly updateImport: (preview: ImportPreview) => void
  readonly openBatch: (batchId: BatchId, focus: BatchSheet['focus']) => void
  readonly openReceipt: (batchId: BatchId) => void
  readonly openPrice: (priced: Priced) => void
  readonly openRules: (at: RulesAt) => void
  readonly openDryRun: (batchId: BatchId) => void
  readonly openExport: (exporting: Exporting) => void
  readonly openLetterActions: (shown?: BulkId) => void
  readonly openStart: (starting: Starting) => void
  readonly closeSheets: () => void
}

const closed = {
  ...{ compose: null, importing: null, batchSheet: null, receiptOf: null, starting: null, pricing: null },
  rules: null,
  exporting: null,
  dryRunOf: null,
  letterActions: null,
  ...{ palette: false, shortcuts: false, templates: false },
}

/** Whether one lies over the window and has the keys. */
export const isSheetOpen = (store: SheetsSlice): boolean => store.palette || isOtherSheetOpen(store)
/** The same of all but the palette. */
export const isOtherSheetOpen = (store: SheetsSlice): boolean =>
  store.shortcuts ||
  store.templates ||
  [
    ...[store.compose, store.importing, store.batchSheet, store.receiptOf, store.starting, store.pricing],
    ...[store.rules, store.letterActions, store.exporting, store.dryRunOf],
  ].some((sheet) => sheet !== null)

/** Sheets over the window, one at a time. */
export const createSheetsSlice: Slice<SheetsSlice> = (set) => ({
  ...closed,
  openTemplates: () => set(({ importing }) => ({ ...closed, importing, templates: true })),
  closeTemplates: () => set({ templates: false }),
  openPalette: () => set({ palette: true }),
  closePalette: () => set({ palette: false }),
  openShortcuts: () => set({ ...closed, shortcuts: true }),
  openCompose: (prompt = '') => set({ ...closed, compose: { prompt } }),
  openImport: (preview, lane = 'auto', { into = null, offered = into, template = null } = {}) =>
    set({ ...closed, importing: { preview, lane, into, offered, template } }),
  takeTemplate: (template) =>
    set(({ importing }) => (importing ? { importing: { ...importing, template: { ...template } } } : {})),
  importInto: (into) => set(({ importing }) => (importing ? { importing: { ...importing, into } } : {})),
  openBatch: (batchId, focus) => set({ ...closed, batchSheet: { batchId, focus } }),
  openReceipt: (receiptOf) => set({ ...closed, receiptOf }),
  openPrice: (pricing) => set({ ...closed, pricing }),
  openRules: (rules) => set({ ...closed, rules }),
  openDryRun: (dryRunOf) => set({ ...closed, dryRunOf }),
  openExport: (exporting) => set({ ...closed, exporting }),
  openLetterActions: (shown) => set({ ...closed, letterActions: { shown: shown ?? null } }),
  openStart: (starting) => set({ ...closed, starting }),
  updateImport: (preview) =>
    set(({ importing }) =>
      importing?.preview.importId === preview.importId ? { importing: { ...importing, preview } } : {},
    ),
  closeSheets: () => set(closed),
})
