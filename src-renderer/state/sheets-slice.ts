import type { ImportPreview } from '#shared/import'
import type { LaneName } from '#shared/lane'
import type { Slice } from './store'

export type Lane = LaneName | 'auto'
export type SheetsSlice = {
  readonly compose: { readonly prompt: string } | null
  readonly importing: { readonly preview: ImportPreview; readonly lane: Lane } | null
  readonly openCompose: (prompt?: string) => void
  /** lane: the one that the files were dropped on. */
  readonly openImport: (preview: ImportPreview, lane?: Lane) => void
  /** A newer preview of the same import: another column was chosen, or the file has been counted. */
  readonly updateImport: (preview: ImportPreview) => void
  readonly closeSheets: () => void
}

/** Sheets over the window, one at a time. */
export const createSheetsSlice: Slice<SheetsSlice> = (set) => ({
  compose: null,
  importing: null,
  openCompose: (prompt = '') => set({ compose: { prompt }, importing: null }),
  openImport: (preview, lane = 'auto') => set({ importing: { preview, lane }, compose: null }),
  updateImport: (preview) =>
    set(({ importing }) =>
      importing?.preview.importId === preview.importId ? { importing: { ...importing, preview } } : {},
    ),
  closeSheets: () => set({ compose: null, importing: null }),
})
