import type { ImportedTask, ImportPreview, RejectedLine } from '#shared/import'
import { promptOf } from '#shared/request'
import { fingerprintSet, requestText } from './fingerprint-set'
import { type Fixes, withFixes } from './fixes'
import { gatherColumns } from './gather-columns'
import { isRejected, mapRow } from './map-row'
import { columnSurvey, type PromptColumn } from './prompt-column'
import type { SourceFile } from './source-file'
import type { SourceRow } from './source-row'

const firstRows = 20
const firstRejected = 100
const promptChars = 2_000

/** What files would become, as far as they were read. */
export type ImportSummary = Pick<
  ImportPreview,
  'files' | 'columns' | 'fixed' | 'duplicates' | 'promptColumn' | 'needsPromptColumn' | 'rows' | 'rejected'
> & {
  readonly promptColumnCertain: boolean // it was chosen, or is the only good guess
  readonly prompts: number
  readonly rejectedCount: number
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly complete: boolean // all was read: the counts are exact
}

/** Counts rows and keeps the first of them. */
export function summarize(promptColumn: PromptColumn, fixes: Fixes, merging: boolean) {
  const survey = columnSurvey()
  const gather = gatherColumns()
  const fixed = withFixes<ImportedTask>(fixes, (row, file) => mapRow(row, file, promptColumn.name, gather), isRejected)
  const rows: ImportPreview['rows'] = []
  const rejected: RejectedLine[] = []
  const count = { prompts: 0, rejectedCount: 0 }
  const seen = fingerprintSet()
  let duplicates = 0
  let needsPromptColumn = false

  function add(row: SourceRow, file: SourceFile): void {
    if (row.kind === 'record') {
      needsPromptColumn = true
      survey.add(row)
    }
    const mapped = fixed.map(row, file)
    if (isRejected(mapped)) {
      count.rejectedCount += 1
      if (rejected.length < firstRejected) rejected.push(mapped)
    } else {
      const isNew = seen.add(requestText(mapped.request, mapped.model))
      if (!isNew) duplicates += 1
      if (merging && !isNew) return
      count.prompts += 1
      if (rows.length < firstRows) rows.push(preview(mapped))
    }
  }

  const result = () => ({
    ...count,
    fixed: fixed.used(),
    duplicates,
    columns: survey.columns(),
    promptColumn: needsPromptColumn ? promptColumn.name : null,
    promptColumnCertain: promptColumn.certain,
    needsPromptColumn,
    rows,
    rejected,
  })
  return { add, count, result }
}

function preview({ request, customId, file, line }: ImportedTask): ImportPreview['rows'][number] {
  const prompt = promptOf(request)
  return { file, line, customId, prompt: prompt.slice(0, promptChars).toWellFormed() }
}
