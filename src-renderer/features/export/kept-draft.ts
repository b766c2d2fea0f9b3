import { type ExportDraft, emptyDraft } from './export-draft'

let last = emptyDraft

/** How the last file was written, for the next one; columns are those of its batch. */
export const keptDraft = (): ExportDraft => last
export function keepDraft(draft: ExportDraft): void {
  last = { ...draft, columns: null, follow: false }
}
