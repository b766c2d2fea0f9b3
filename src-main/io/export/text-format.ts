import type { ExportOptions, ExportTask } from '#shared/export'
import type { Json } from '#shared/request'
import type { Columns } from '#shared/rows'
import { delimited } from './delimited'
import { type Layout, uniqueNames, valuesOf } from './layout'
import { section, tableHead, tableRow } from './markdown'
import { batchOutputLine } from './openai-batch'
import { objectLine, sourceLine } from './source-line'

/** The tasks of a line: one, or those of all variants of a row. */
export type LineTasks = readonly ExportTask[]
export type VariantNames = ReadonlyMap<number, string>

/** A format that is text, and to which lines can be added one after the other. */
export type TextFormat = {
  readonly names: readonly string[] // of its columns; [] where it has none
  readonly head: string
  /** The lines of some tasks; `rows` of them are there, since what has not ended has no line in some formats. */
  readonly lines: (lines: readonly LineTasks[]) => { readonly text: string; readonly rows: number }
}

/** @param columns of the source; null where it has none */
export function textFormat(
  options: ExportOptions,
  layout: Layout,
  columns: Columns | null,
  variants: VariantNames,
): TextFormat {
  const { format, content } = options
  if (format === 'openai-batch') return oneByOne([], (tasks) => tasks.map(batchOutputLine))
  if (content === 'rows') {
    if (format === 'jsonl') return oneByOne([], ([task]) => [task ? sourceLine(task) : null])
    const names = uniqueNames(columns ?? [])
    // As they came, also where a spreadsheet would calculate them: a row that is changed would make another prompt.
    return table(names, options, ([task]) => names.map((_, at) => task?.source?.cells[at] ?? null), false)
  }
  const names = layout.columns.map(({ name }) => name)
  const values = (tasks: LineTasks) => valuesOf(layout, tasks, variants)
  if (format === 'jsonl') return oneByOne(names, (tasks) => [objectLine(names, values(tasks))])
  if (format !== 'markdown') return table(names, options, values, options.guard)
  return {
    names,
    head: options.markdown === 'table' ? tableHead(names) : '',
    lines: (lines) => ({
      text: lines
        .map((tasks) =>
          options.markdown === 'table'
            ? tableRow(values(tasks))
            : section(titleOf(tasks, variants), names, values(tasks)),
        )
        .join(''),
      rows: lines.length,
    }),
  }
}

/** A line of JSON for each. */
function oneByOne(names: readonly string[], line: (tasks: LineTasks) => readonly (string | null)[]): TextFormat {
  return {
    ...{ names, head: '' },
    lines(lines) {
      const texts = lines.flatMap(line).filter((text) => text !== null)
      return { text: texts.map((text) => `${text}\n`).join(''), rows: texts.length }
    },
  }
}

function table(
  names: readonly string[],
  options: ExportOptions,
  values: (tasks: LineTasks) => readonly Json[],
  guard: boolean,
): TextFormat {
  return {
    names,
    head: (options.bom ? '\uFEFF' : '') + delimited([names], options, guard, true),
    lines: (lines) => ({ text: delimited(lines.map(values), options, guard), rows: lines.length }),
  }
}

function titleOf([task]: LineTasks, variants: VariantNames): string {
  if (!task) return ''
  const variant = task.variant === null ? '' : ` (${variants.get(task.variant) ?? task.variant})`
  return `Row ${task.row ?? task.position}${variant}`
}
