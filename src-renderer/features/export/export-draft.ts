import {
  type ExportColumn,
  type ExportFormat,
  type ExportOptions,
  type ExportOrder,
  type ExportTasks,
  type ResultField,
  ratingFields,
} from '#shared/export'

/** A column as it stands in the list: taken or not, under a name of its own or its usual one. */
export type DraftColumn = {
  readonly key: string
  readonly from: 'source' | 'result'
  readonly of: string // the source's column, or the field
  readonly on: boolean
  readonly name: string // '': its usual one
}
/** What a person chose for a file of results. */
export type ExportDraft = {
  readonly content: 'results' | 'rows'
  readonly format: ExportFormat
  readonly order: ExportOrder
  readonly tasks: ExportTasks
  readonly columns: readonly DraftColumn[] | null // null: as they come, since none was touched
  readonly spread: boolean
  readonly sideBySide: boolean
  readonly ratings: boolean // columns for what was rated
  readonly guard: boolean
  readonly bom: boolean
  readonly crlf: boolean
  readonly markdown: 'table' | 'sections'
  readonly follow: boolean // the file grows while the batch runs
}

export const emptyDraft: ExportDraft = {
  ...{ content: 'results', format: 'csv', order: 'input', tasks: 'all', columns: null, spread: false },
  ...{ sideBySide: false, ratings: false, guard: true, bom: false, crlf: false, markdown: 'table', follow: false },
}

/** What a person calls a field of Trilane's. */
export const fieldNames: Readonly<Record<ResultField, string>> = {
  ...{ result: 'Answer', state: 'State', error_code: 'Error', error_message: 'Error message' },
  ...{ error_status: 'HTTP status', model: 'Model', tokens_in: 'Tokens in', tokens_out: 'Tokens out' },
  ...{ cost_usd: 'Cost in dollars', attempts: 'Attempts', duration_ms: 'Duration in ms' },
  ...{ finish_reason: 'Finish reason', cached: 'Stored answer', custom_id: 'Own id', row: 'Row' },
  ...{ variant: 'Variant', task_id: 'Task', prompt: 'Prompt', file: 'File', line: 'Line' },
  ...{ rating: 'Rating', rating_note: 'Note of the rating', rated_at: 'Rated at' },
  ...{ rated_blind: 'Rated with names hidden', rating_stale: 'To be rated again' },
}
const ofVariants: ReadonlySet<ResultField> = new Set(['variant', ...ratingFields])
const usual: ReadonlySet<ResultField> = new Set(['result', 'state', 'error_code', 'error_message'])

/** Formats whose columns a person chooses. */
export const hasColumns = ({ format, content }: Pick<ExportDraft, 'format' | 'content'>): boolean =>
  format !== 'openai-batch' && content === 'results'
export const isTable = (format: ExportFormat): boolean => format === 'csv' || format === 'tsv' || format === 'xlsx'
export const isText = (format: ExportFormat): boolean => format === 'csv' || format === 'tsv'

/** Every column that there is, those that a file usually has taken: the source's own, or else the prompt, then the answer and why there is none. */
export function allColumns(source: readonly string[], hasVariants: boolean): DraftColumn[] {
  const own = source.map((of): DraftColumn => ({ key: `source ${of}`, from: 'source', of, on: true, name: '' }))
  const fields = (Object.keys(fieldNames) as ResultField[]).filter((field) => hasVariants || !ofVariants.has(field))
  const isOn = (field: ResultField) =>
    usual.has(field) || (field === 'prompt' && source.length === 0) || field === 'variant'
  const results = fields.map((of): DraftColumn => ({ key: `result ${of}`, from: 'result', of, on: isOn(of), name: '' }))
  return [...own, ...results.filter(({ on }) => on), ...results.filter(({ on }) => !on)]
}

/** One of the columns a place up (-1) or down (1). */
export function moved(columns: readonly DraftColumn[], key: string, by: -1 | 1): readonly DraftColumn[] {
  const at = columns.findIndex((column) => column.key === key)
  const [one, other] = [columns[at], columns[at + by]]
  if (!one || !other) return columns
  return columns.map((column, index) => (index === at ? other : index === at + by ? one : column))
}

export const changed = (
  columns: readonly DraftColumn[],
  key: string,
  part: Partial<Pick<DraftColumn, 'on' | 'name'>>,
): readonly DraftColumn[] => columns.map((column) => (column.key === key ? { ...column, ...part } : column))

/** As main takes them. Null: no column is chosen. */
export function optionsOf(draft: ExportDraft): ExportOptions | null {
  const { content, format, order, tasks, spread, sideBySide, ratings, guard, bom, crlf, markdown } = draft
  const chosen = draft.columns?.filter(({ on }) => on).map(columnOf)
  if (hasColumns(draft) && chosen?.length === 0) return null
  return {
    ...{ content, format, order, tasks, guard, markdown },
    ...(hasColumns(draft) && chosen ? { columns: chosen } : {}),
    ...(hasColumns(draft) && spread ? { spread: { depth: 3 } } : {}),
    ratings: hasColumns(draft) && ratings,
    variants: sideBySide && format !== 'openai-batch' ? 'side_by_side' : 'lines',
    bom: bom && isText(format),
    lineEnd: crlf && isText(format) ? '\r\n' : '\n',
  }
}

function columnOf({ from, of, name }: DraftColumn): ExportColumn {
  const own = name.trim() === '' ? {} : { name: name.trim() }
  return from === 'source' ? { from, column: of, ...own } : { from, field: of as ResultField, ...own }
}
