import { cellText } from '#io/export/cell-text'
import { delimited } from '#io/export/delimited'
import { htmlTable } from '#io/export/html-table'
import { valuesOf } from '#io/export/layout'
import { textFormat } from '#io/export/text-format'
import { checkOptions, type Exported, learnLayout, linesOf, variantNamesOf } from '#io/export/write-export'
import { type ExportOptions, type ExportPreview, mostCopied } from '#shared/export'
import { CommandError } from '#shared/result'
import type { ExportReader } from '#store/export-reader'
import { exportedFrom, type Source } from './exported'
import { growsFrom } from './grow-export'

const previewRows = 20
/** Of answers that are spread: those whose keys are looked at for a preview. */
const previewTasks = 200
const longestCell = 500
const longestText = 20_000

/** The beginning of a file as it would stand. @throws as `writeExport`, but writes nothing */
export async function previewExport(
  reader: ExportReader,
  source: Source,
  options: ExportOptions,
): Promise<ExportPreview> {
  const all = await exportedFrom(reader, source, options, previewTasks)
  checkOptions(options, all.columns)
  const exported: Exported = { ...all, pages: () => firstOf(all.pages(), previewTasks) }
  const { layout, notes } = await learnLayout(options, exported)
  const names = variantNamesOf(all.variants)
  const lines = (await gathered(linesOf(options, exported.pages()))).slice(0, previewRows)
  // A workbook looks as a table does; its own bytes cannot be shown.
  const shown = options.format === 'xlsx' ? ({ ...options, format: 'tsv' } as const) : options
  const text = textFormat(shown, layout, all.columns, names)
  const values = lines.map((tasks) =>
    options.content === 'rows'
      ? text.names.map((_, at) => tasks[0]?.source?.cells[at] ?? null)
      : valuesOf(layout, tasks, names),
  )
  const hasTable = text.names.length > 0
  return {
    columns: [...text.names],
    rows: hasTable ? values.map((row) => row.map((value) => cut(cellText(value), longestCell))) : [],
    text: options.format === 'xlsx' ? '' : cut(text.head + text.lines(lines).text, longestText),
    ...{ source: [...(all.columns ?? [])], variants: all.variants.map(({ name }) => name) },
    ...{ tasks: all.tasks, notes, grows: growsFrom(options, lines[0]?.[0]) },
  }
}

/**
 * Rows as a table for the clipboard.
 * @throws CommandError `bad_request` of more than `mostCopied`, `not_found` where none of them is in the store any more
 */
export async function copiedRows(reader: ExportReader, source: Source, options: ExportOptions) {
  const asTable: ExportOptions = { ...options, format: 'tsv', content: 'results', lineEnd: '\n', bom: false }
  const exported = await exportedFrom(reader, source, asTable)
  if (exported.tasks > mostCopied)
    throw new CommandError(
      'bad_request',
      `Up to ${mostCopied} rows can be copied at a time. Select fewer, or export them.`,
    )
  const { layout } = await learnLayout(asTable, exported)
  const names = layout.columns.map(({ name }) => name)
  const variants = variantNamesOf(exported.variants)
  const lines = await gathered(linesOf(asTable, exported.pages()))
  if (lines.length === 0) throw new CommandError('not_found', 'These tasks are not in the store any more.')
  const values = lines.map((tasks) => valuesOf(layout, tasks, variants))
  return { rows: lines.length, text: delimited([names, ...values], asTable), html: htmlTable(names, values) }
}

async function* firstOf<T>(pages: AsyncIterable<readonly T[]>, most: number): AsyncGenerator<readonly T[]> {
  let left = most
  for await (const page of pages) {
    yield page.slice(0, left)
    left -= page.length
    if (left <= 0) return
  }
}

async function gathered<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = []
  for await (const page of pages) found.push(...page)
  return found
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).toWellFormed()}…`
