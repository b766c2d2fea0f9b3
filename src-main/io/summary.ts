import type { ImportedTask, ImportPreview, RejectedLine } from '#shared/import'
import { promptOf } from '#shared/request'
import { isRejected, mapRow } from './map-row'
import { columnSurvey, type PromptColumn } from './prompt-column'
import type { SourceRow } from './source-row'

const firstRows = 20
const firstRejected = 100
const promptChars = 2_000

/** What files would become, as far as they were read. */
export type ImportSummary = Pick<
  ImportPreview,
  'files' | 'columns' | 'promptColumn' | 'needsPromptColumn' | 'rows' | 'rejected'
> & {
  readonly promptColumnCertain: boolean // it was chosen, or is the only good guess
  readonly prompts: number
  readonly rejectedCount: number
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly complete: boolean // all was read: the counts are exact
}

/** Counts rows and keeps the first of them. */
export function summarize(promptColumn: PromptColumn) {
  const survey = columnSurvey()
  const rows: ImportPreview['rows'] = []
  const rejected: RejectedLine[] = []
  const count = { prompts: 0, rejectedCount: 0 }
  let needsPromptColumn = false

  function add(row: SourceRow, file: string): void {
    if (row.kind === 'record') {
      needsPromptColumn = true
      survey.add(row.columns)
    }
    const mapped = mapRow(row, file, promptColumn.name)
    if (isRejected(mapped)) {
      count.rejectedCount += 1
      if (rejected.length < firstRejected) rejected.push(mapped)
    } else {
      count.prompts += 1
      if (rows.length < firstRows) rows.push(preview(mapped))
    }
  }

  const result = () => ({
    ...count,
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
