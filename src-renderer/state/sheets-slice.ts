import type { Selection } from '#shared/contract'
import type { ImportPreview } from '#shared/import'
import type { LaneName } from '#shared/lane'
import type { BatchId, TaskId } from '#shared/task'
import type { Slice } from './store'

export type Lane = LaneName | 'auto'
export type BatchSheet = { readonly batchId: BatchId; readonly focus: 'priority' | 'rules' | 'windows' | 'budget' }
export type Ref = { readonly id: TaskId; readonly version: number }
/** Tasks that are to start at another time; those of a batch have its name. */
export type Starting = { readonly selection: Selection; readonly count: number; readonly batch?: string }
/** A model whose price a person is to set. */
export type Priced = { readonly providerId: string; readonly model: string }
export type SheetsSlice = {
  readonly compose: { readonly prompt: string } | null
  readonly importing: { readonly preview: ImportPreview; readonly lane: Lane } | null
  readonly batchSheet: BatchSheet | null
  readonly receiptOf: BatchId | null
  readonly starting: Starting | null
  readonly pricing: Priced | null
  readonly palette: boolean
  readonly shortcuts: boolean
  readonly openPalette: () => void
  readonly closePalette: () => void
  readonly openShortcuts: () => void
  readonly openCompose: (prompt?: string) => void
  /** lane: the one that the files were dropped on. */
  readonly openImport: (preview: ImportPreview, lane?: Lane) => void
  /** A newer preview of the same import: another column was chosen, or the file has been counted. */
  readonly updateImport: (preview: ImportPreview) => void
  readonly openBatch: (batchId: BatchId, focus: BatchSheet['focus']) => void
  readonly openReceipt: (batchId: BatchId) => void
  readonly openPrice: (priced: Priced) => void
  readonly openStart: (starting: Starting) => void
  readonly closeSheets: () => void
}

const closed = {
  ...{ compose: null, importing: null, batchSheet: null, receiptOf: null, starting: null, pricing: null },
  ...{ palette: false, shortcuts: false },
}

/** Whether one lies over the window and has the keys. */
export const isSheetOpen = (store: SheetsSlice): boolean => store.palette || isOtherSheetOpen(store)
/** The same of all but the palette. */
export const isOtherSheetOpen = (store: SheetsSlice): boolean =>
  store.shortcuts ||
  [store.compose, store.importing, store.batchSheet, store.receiptOf, store.starting, store.pricing].some(
    (sheet) => sheet !== null,
  )

/** Sheets over the window, one at a time. */
export const createSheetsSlice: Slice<SheetsSlice> = (set) => ({
  ...closed,
  openPalette: () => set({ palette: true }),
  closePalette: () => set({ palette: false }),
  openShortcuts: () => set({ ...closed, shortcuts: true }),
  openCompose: (prompt = '') => set({ ...closed, compose: { prompt } }),
  openImport: (preview, lane = 'auto') => set({ ...closed, importing: { preview, lane } }),
  openBatch: (batchId, focus) => set({ ...closed, batchSheet: { batchId, focus } }),
  openReceipt: (receiptOf) => set({ ...closed, receiptOf }),
  openPrice: (pricing) => set({ ...closed, pricing }),
  openStart: (starting) => set({ ...closed, starting }),
  updateImport: (preview) =>
    set(({ importing }) =>
      importing?.preview.importId === preview.importId ? { importing: { ...importing, preview } } : {},
    ),
  closeSheets: () => set(closed),
})
