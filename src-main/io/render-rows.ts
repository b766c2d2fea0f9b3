import type { ImportedTask, RejectedLine, RowTasks } from '#shared/import'
import type { RowRenderer } from '#shared/render-row'
import type { LlmRequest } from '#shared/request'
import { CommandError } from '#shared/result'
import type { Columns, SourceCells } from '#shared/rows'
import { requestParameters, type TemplateParameters } from '#shared/template-body'
import { fingerprintSet, requestText } from './fingerprint-set'
import { isRejected } from './map-row'
import type { ImportSession, ReadOptions } from './scan'

/** One of the templates that rows go through. */
export type RowTemplate = { readonly name: string; readonly renderer: RowRenderer }
/** One of the variants of an import: all of them have a template, or none. */
export type RowVariant =
  | RowTemplate
  | { readonly name: string; readonly renderer: null; readonly parameters: TemplateParameters }

/** Who is told of what is left out. */
export type RowsTold = {
  readonly onRejected?: ((line: RejectedLine) => void) | undefined
  /** A row that asks the same as an earlier one under every variant. */
  readonly onDuplicate?: (() => void) | undefined
  /** Such rows are left out. */
  readonly merge?: boolean | undefined
}

/**
 * The rows of an import as they go into a batch with variants. Of those without templates a row becomes what it becomes without variants.
 * @throws what the session throws; CommandError 'bad_file' at the end where a template names a column that no row had
 */
export function variantRows(
  session: Pick<ImportSession, 'cells' | 'rows'>,
  variants: readonly RowVariant[],
  promptColumn: string | null,
  options: ReadOptions,
  { onRejected = () => {}, onDuplicate, merge = false }: RowsTold = {},
): AsyncGenerator<RowTasks> {
  const templates = variants.flatMap((variant) => (variant.renderer === null ? [] : [variant]))
  const parameters = variants.flatMap((variant) => (variant.renderer === null ? [variant.parameters] : []))
  const rows =
    templates.length > 0
      ? renderRows(session.cells(options), templates, onRejected)
      : parameterRows(session.rows(promptColumn, options), parameters, onRejected)
  return merge || onDuplicate ? withoutDuplicates(rows, merge, onDuplicate) : rows
}

async function* withoutDuplicates(rows: AsyncIterable<RowTasks>, merge: boolean, tell: () => void = () => {}) {
  const seen = fingerprintSet()
  for await (const row of rows) {
    const isNew = seen.add(row.tasks.map(({ request, model }) => requestText(request, model)).join('\n'))
    if (!isNew) tell()
    if (isNew || !merge) yield row
  }
}

/** What a row becomes under each template. One that is refused by one of them is so by all: else they could not be compared. */
export function renderCells(source: SourceCells, templates: readonly RowTemplate[]): RowTasks | RejectedLine {
  const { columns, cells, file, line, nth } = source
  const tasks: ImportedTask[] = []
  for (const { name, renderer } of templates) {
    const made = renderer.render(columns, cells)
    if ('problem' in made) {
      const reason = templates.length === 1 ? made.problem : `${made.problem} (${name})`
      return { file, line, reason, ...(nth === undefined ? {} : { nth }) }
    }
    tasks.push({ ...made, file, line })
  }
  return { tasks, source }
}

/** Why templates make no request of a row; null where they do, or where none of the variants has a template. */
export function refusalBy(variants: readonly RowVariant[]): ((source: SourceCells) => RejectedLine | null) | undefined {
  const templates = variants.flatMap((variant) => (variant.renderer === null ? [] : [variant]))
  if (templates.length === 0) return undefined
  return (source) => {
    const made = renderCells(source, templates)
    return isRejected(made) ? made : null
  }
}

/** All rows through all templates, without those that cannot be used. See `variantRows`. */
export async function* renderRows(
  rows: AsyncIterable<SourceCells | RejectedLine>,
  templates: readonly RowTemplate[],
  onRejected: (line: RejectedLine) => void = () => {},
): AsyncGenerator<RowTasks> {
  let columns: Columns | null = null
  for await (const row of rows) {
    const made = isRejected(row) ? row : renderCells(row, templates)
    if (!isRejected(row)) columns = row.columns
    if (isRejected(made)) onRejected(made)
    else yield made
  }
  if (columns !== null) refuseUnknown(columns, templates)
}

/** Columns are known once all rows have been read: of JSON any of them may bring a new one. */
function refuseUnknown(columns: Columns, templates: readonly RowTemplate[]): void {
  for (const { name, renderer } of templates) {
    const [unknown] = renderer.unknown(columns)
    if (unknown)
      throw new CommandError('bad_file', `${unknown.message} The template ${name} needs it. Nothing was queued.`)
  }
}

const ownModel = 'it names its own model, so it cannot be asked of several'
const noParameters = 'a request that is sent as it stands takes no other parameters'

async function* parameterRows(
  rows: AsyncIterable<ImportedTask | RejectedLine>,
  parameters: readonly TemplateParameters[],
  onRejected: (line: RejectedLine) => void,
): AsyncGenerator<RowTasks> {
  for await (const row of rows) {
    const made = isRejected(row) ? row : underEach(row, parameters)
    if (isRejected(made)) onRejected(made)
    else yield made
  }
}

function underEach(row: ImportedTask, parameters: readonly TemplateParameters[]): RowTasks | RejectedLine {
  const { file, line, source, model } = row
  if (model !== null && parameters.length > 1) return { file, line, reason: ownModel }
  const tasks: ImportedTask[] = []
  for (const each of parameters) {
    const request = withParameters(row.request, each)
    if (!request) return { file, line, reason: noParameters }
    tasks.push({ ...row, request })
  }
  return { tasks, source }
}

function withParameters(request: LlmRequest, parameters: TemplateParameters): LlmRequest | null {
  const own = requestParameters(parameters)
  if (Object.keys(own).length === 0) return request
  return request.kind === 'chat' ? { ...request, ...own } : null
}
