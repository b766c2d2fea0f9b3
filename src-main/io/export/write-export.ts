import { type ExportDone, type ExportOptions, type ExportTask, formatNames, hasRatings } from '#shared/export'
import { CommandError } from '#shared/result'
import type { Columns } from '#shared/rows'
import { writeFileWhole } from '../write-file'
import { type Facts, type Layout, layoutOf, valuesOf } from './layout'
import { isByRow } from './rows'
import { hasOwnSettings } from './source-line'
import { mostSpread, type Path, pathCollector, schemaPaths } from './spread'
import { type LineTasks, type TextFormat, textFormat, type VariantNames } from './text-format'
import { mostSheetColumns, mostSheetRows, type WorkbookNotes, workbookBytes } from './workbook'

/** What is exported, as the writers know it. */
export type Exported = {
  readonly columns: Columns | null // of the source; null where its rows had none
  readonly variants: Facts['variants']
  /** The tasks in the order of the file, some at a time; read anew at each call. Those of a row follow each other where `isByRow`. */
  readonly pages: () => AsyncIterable<readonly ExportTask[]>
}

/** @param follows it grows as results settle. @throws CommandError `bad_request` where such a file cannot hold what was asked for */
export function checkOptions(options: ExportOptions, columns: Columns | null, follows = false): void {
  const { format, content, order } = options
  if (options.ratings && (content === 'rows' || format === 'openai-batch'))
    throw new CommandError('bad_request', 'Ratings have columns of their own, and such a file has no place for them.')
  if (follows && hasRatings(options))
    throw new CommandError(
      'bad_request',
      'Answers are rated once they are there, so a file that grows with them would have no ratings. Export them when you have rated.',
    )
  if (content === 'rows' && (format === 'markdown' || format === 'openai-batch'))
    throw new CommandError(
      'bad_request',
      `Rows as they came cannot be written as ${formatNames[format]}. Choose JSON Lines, CSV, tab-separated text or an Excel workbook.`,
    )
  if (content === 'rows' && format !== 'jsonl' && columns === null)
    throw new CommandError(
      'bad_request',
      `The prompts of this batch came without columns, so they have no place in a table. Choose JSON Lines.`,
    )
  if (isByRow(options) && order === 'completion')
    throw new CommandError('bad_request', 'Rows that are put together from several tasks go in the order of the input.')
}

/** Learns which columns answers bring, where they are to be spread: the schema's first, then the others in the order they appear. */
export async function learnLayout(
  options: ExportOptions,
  exported: Exported,
): Promise<{ layout: Layout; notes: string[] }> {
  const { columns, variants } = exported
  const { spread } = options
  const notes: string[] = []
  let paths: readonly Path[] = []
  if (spread && options.content === 'results' && options.format !== 'openai-batch') {
    let collector: ReturnType<typeof pathCollector> | null = null
    for await (const tasks of exported.pages())
      for (const task of tasks) {
        collector ??= pathCollector(spread.depth, schemaPaths(task.request, spread.depth))
        collector.add(task)
      }
    paths = collector?.paths() ?? []
    if (collector?.isCut())
      notes.push(
        `The answers have more than ${mostSpread} different keys. The first ${mostSpread} have columns; all of them stand in the result itself.`,
      )
  }
  const layout = layoutOf(options, { columns, variants, spread: paths })
  if (layout.missing.length > 0)
    notes.push(
      `The source has no ${layout.missing.length === 1 ? 'column' : 'columns'} ${layout.missing.join(', ')}. Left out.`,
    )
  return { layout, notes }
}

/** The lines of pages: a task each, or the tasks of a row together. */
export async function* linesOf(
  options: ExportOptions,
  pages: AsyncIterable<readonly ExportTask[]>,
): AsyncGenerator<readonly LineTasks[]> {
  if (!isByRow(options)) {
    for await (const tasks of pages) yield tasks.map((task) => [task])
    return
  }
  let open: ExportTask[] = []
  for await (const tasks of pages) {
    const lines: LineTasks[] = []
    for (const task of tasks) {
      const [first] = open
      if (first && (task.row === null || task.row !== first.row)) {
        lines.push(open)
        open = []
      }
      open.push(task)
    }
    yield lines
  }
  if (open.length > 0) yield [open]
}

export const variantNamesOf = (variants: Facts['variants']): VariantNames =>
  new Map(variants.map(({ variant, name }) => [variant, name]))

/**
 * Makes the pieces of a file. `notes` and `rows` are true once all of them have been read.
 * @throws CommandError `bad_request` where the format cannot hold it; whatever the pages throw
 */
export async function exportPieces(options: ExportOptions, exported: Exported) {
  const { columns, variants } = exported
  checkOptions(options, columns)
  const learned = await learnLayout(options, exported)
  const names = variantNamesOf(variants)
  const written = { rows: 0, notes: learned.notes }
  const text = textFormat(options, learned.layout, columns, names)
  const lines = () => linesOf(options, exported.pages())
  const pieces = options.format === 'xlsx' ? sheetPieces(options, text.names, learned.layout) : textPieces(text)
  return { pieces, written, layout: learned.layout }

  async function* textPieces(format: TextFormat): AsyncGenerator<string> {
    yield format.head
    let bare = 0
    for await (const some of lines()) {
      const { text, rows } = format.lines(some)
      written.rows += rows
      if (options.content === 'rows') bare += some.filter(([task]) => task && hasOwnSettings(task)).length
      yield text
    }
    if (bare > 0)
      written.notes.push(
        `${bare} ${bare === 1 ? 'prompt has' : 'prompts have'} settings of their own, such as a temperature, which such a file does not hold: choose them again when it is dropped back in.`,
      )
  }

  function sheetPieces({ guard, content }: ExportOptions, names: readonly string[], layout: Layout) {
    if (names.length > mostSheetColumns)
      throw new CommandError(
        'bad_request',
        `A workbook has room for ${mostSheetColumns} columns, and these are ${names.length}. Choose fewer, or JSON Lines.`,
      )
    return workbook(names, layout, content, guard && content === 'results')
  }

  async function* workbook(
    header: readonly string[],
    layout: Layout,
    content: ExportOptions['content'],
    guard: boolean,
  ): AsyncGenerator<Uint8Array> {
    const notes: WorkbookNotes = { cut: 0, rows: 0 }
    const values = (tasks: LineTasks) =>
      content === 'rows' ? header.map((_, at) => tasks[0]?.source?.cells[at] ?? null) : valuesOf(layout, tasks, names)
    async function* rows() {
      for await (const some of lines()) yield some.map(values)
    }
    yield* workbookBytes(header, rows(), guard, notes)
    written.rows = notes.rows
    if (notes.cut > 0)
      written.notes.push(
        `${notes.cut} ${notes.cut === 1 ? 'cell was' : 'cells were'} longer than the 32,767 characters that Excel takes and ${notes.cut === 1 ? 'was' : 'were'} cut, which stands at their end. Export as JSON Lines or CSV for all of them.`,
      )
    if (notes.rows > mostSheetRows - 1)
      written.notes.push(`Excel takes ${mostSheetRows} rows in a sheet, so the rest stands in further sheets.`)
  }
}

/** Writes a file. It appears whole and on disk, or not at all. @throws as `exportPieces`; CommandError `bad_file` where there is no place for it */
export async function writeExport(path: string, options: ExportOptions, exported: Exported): Promise<ExportDone> {
  const { pieces, written } = await exportPieces(options, exported)
  await writeFileWhole(path, pieces, 'results')
  return { file: path, ...written }
}
