import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type ExportColumn, ExportFormat, ExportOptions, ExportOrder, ResultField } from '#shared/export'
import type { Columns } from '#shared/rows'
import { UsageError } from '../args'

export const exportUsage = `       npm run trilane -- export --out FILE [options]

Writes the results of a batch to a file. Changes nothing, and may run beside the app.

  --out FILE                 where to; - for stdout
  --batch ID|NAME            which one (needed where there are several)
  --format FORMAT            ${ExportFormat.options.join(', ')} (as the file's name ends, else jsonl)
  --columns A,B=NAME,…       which columns, in that order, with names of your own: those of the source, and
                             ${ResultField.options.join(', ')}.
                             source:A and result:A tell them apart (all of the source, then result, state and why it failed)
  --column A=NAME            one more of them, whose name may have commas in it; may be given several times
  --order input|completion   as the rows came, or as they ended; the latter leaves out what has not (input)
  --failed-only              dead letters alone
  --succeeded-only           rows with a result alone
  --rows                     rows as they came and nothing else, so that the file can be imported again
  --spread                   a column for each key of answers that are JSON objects
  --depth N                  how deep nested keys have columns of their own (3)
  --variants lines|side-by-side   of a batch with variants: a line for each, or one for each row (lines)
  --ratings                  of a batch with variants: columns for what a person said of each row
  --ratings-only             the ratings alone, a line for each row that has one (csv, jsonl)
  --markdown table|sections  (table)
  --no-guard                 leave texts that a spreadsheet would take for formulas as they are
  --bom                      a mark by which Excel knows UTF-8 (csv, tsv)
  --crlf                     lines end as on Windows (csv, tsv)
  --follow                   until the batch is done: the file grows beside its name, and has it in the end. On stdout a row comes once,
                             as it was when it ended first
  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --json                     what was written as one object on stdout

Exit code: 0 when all of it is written, 2 when --follow was stopped before the batch was done, 1 when the command was wrong.`

const Options = z.object({
  out: z.string({ error: 'is missing: name a file, or - for stdout' }).min(1),
  batch: z.string().min(1).optional(),
  format: ExportFormat.optional(),
  columns: z.string().min(1).optional(),
  column: z.array(z.string().min(1)).default([]),
  order: ExportOrder.default('input'),
  'failed-only': z.boolean().default(false),
  'succeeded-only': z.boolean().default(false),
  rows: z.boolean().default(false),
  spread: z.boolean().default(false),
  depth: z.coerce.number().int().min(1).max(10).default(3),
  variants: z.enum(['lines', 'side-by-side']).default('lines'),
  ratings: z.boolean().default(false),
  'ratings-only': z.boolean().default(false),
  markdown: z.enum(['table', 'sections']).default('table'),
  'no-guard': z.boolean().default(false),
  bom: z.boolean().default(false),
  crlf: z.boolean().default(false),
  follow: z.boolean().default(false),
  'data-dir': z.string().min(1).optional(),
  json: z.boolean().default(false),
})
export type ExportWords = z.output<typeof Options>

const flags = new Set([
  ...['failed-only', 'succeeded-only', 'rows', 'spread', 'ratings', 'ratings-only', 'no-guard', 'bom', 'crlf'],
  ...['follow', 'json'],
])

/** Reads what follows `export`. Throws UsageError. */
export function parseExport(words: readonly string[]): ExportWords {
  const read = Options.safeParse(valuesOf(words))
  if (!read.success) {
    const [issue] = read.error.issues
    throw new UsageError(`--${String(issue?.path[0])} ${issue?.message}`)
  }
  const { data } = read
  if (data['failed-only'] && data['succeeded-only'])
    throw new UsageError('--failed-only and --succeeded-only do not go together.')
  if (data.rows && (data.columns !== undefined || data.column.length > 0 || data.spread))
    throw new UsageError('--rows writes them as they came: leave out --columns, --column and --spread.')
  if (data['ratings-only']) {
    const others = ['columns', 'rows', 'spread', 'ratings', 'follow', 'failed-only', 'succeeded-only'] as const
    if (data.column.length > 0 || others.some((name) => data[name]))
      throw new UsageError('--ratings-only has columns of its own: name only --format, --batch and --out with it.')
    if (formatOf(data) !== 'csv' && formatOf(data) !== 'jsonl')
      throw new UsageError('--ratings-only writes csv or jsonl: name such a file, or --format.')
  }
  if (data.json && data.out === '-') throw new UsageError('--json and --out - would both write to stdout.')
  return data
}

function valuesOf(words: readonly string[]) {
  const types = Object.keys(Options.shape).map((name) => {
    if (flags.has(name)) return [name, { type: 'boolean' }] as const
    return [name, name === 'column' ? { type: 'string', multiple: true } : { type: 'string' }] as const
  })
  try {
    return parseArgs({ args: [...words], options: Object.fromEntries(types), allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

const byEnding: Readonly<Record<string, ExportFormat>> = {
  ...{ '.csv': 'csv', '.tsv': 'tsv', '.xlsx': 'xlsx', '.md': 'markdown', '.jsonl': 'jsonl' },
}

/** The format that a file's name tells; undefined where it tells none. */
export const formatByEnding = (path: string): ExportFormat | undefined => byEnding[extname(path).toLowerCase()]

/** As it was named, or as the file's name ends. */
export const formatOf = (words: Pick<ExportWords, 'format' | 'out'>): ExportFormat =>
  words.format ?? formatByEnding(words.out) ?? 'jsonl'

/** What was asked for, of a batch whose source has those columns. Throws UsageError for a column that is neither there nor one of ours. */
export function exportOptions(words: ExportWords, columns: Columns | null): ExportOptions {
  const named = [...(words.columns?.split(',') ?? []), ...words.column].map((word) => columnOf(word, columns))
  return ExportOptions.parse({
    format: formatOf(words),
    order: words.order,
    content: words.rows ? 'rows' : 'results',
    tasks: words['failed-only'] ? 'failed' : words['succeeded-only'] ? 'succeeded' : 'all',
    ...(named.length > 0 ? { columns: named } : {}),
    ...(words.spread ? { spread: { depth: words.depth } } : {}),
    ratings: words.ratings,
    variants: words.variants === 'lines' ? 'lines' : 'side_by_side',
    ...{ guard: !words['no-guard'], bom: words.bom, lineEnd: words.crlf ? '\r\n' : '\n', markdown: words.markdown },
  } satisfies z.input<typeof ExportOptions>)
}

/** `A`, `A=NAME`, `source:A` or `result:A`. What is a column of the source as it stands is that, whatever marks it has in it. */
function columnOf(word: string, columns: Columns | null): ExportColumn {
  if (columns?.includes(word)) return { from: 'source', column: word }
  const at = word.lastIndexOf('=')
  const [what, name] = at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined]
  const own = name === undefined || name.trim() === '' ? {} : { name: name.trim() }
  const bare = what.replace(/^(source|result):/, '')
  const isOurs = what.startsWith('result:')
  if (!isOurs && columns?.includes(bare)) return { from: 'source', column: bare, ...own }
  const field = ResultField.safeParse(bare.trim())
  if (field.success && !what.startsWith('source:')) return { from: 'result', field: field.data, ...own }
  const there = columns ? `Its source has ${columns.join(', ')}` : 'Its source has no columns'
  throw new UsageError(`There is no column ${what}. ${there}; ours are ${ResultField.options.join(', ')}.`)
}
