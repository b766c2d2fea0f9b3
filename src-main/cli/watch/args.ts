import { parseArgs } from 'node:util'
import { z } from 'zod'
import { DryRunStart } from '#shared/dry-run'
import { Budget, type NanoUsd, parseUsd } from '#shared/spend'
import { ResultsWord, settleLimits, WatchFormat, type WatchRetry } from '#shared/watch'
import { UsageError } from '../args'
import { whole } from '../policy-options'
import { parseTemplateRef } from '../template/option'

const formats: Readonly<Record<string, WatchFormat>> = {
  ...{ csv: 'csv', tsv: 'tsv', jsonl: 'jsonl', xlsx: 'xlsx', md: 'markdown', markdown: 'markdown' },
}

export const watchUsage = `       npm run trilane -- watch list
       npm run trilane -- watch add FOLDER [--template NAME[@VERSION]] [options]
       npm run trilane -- watch pause|resume|remove FOLDER
       npm run trilane -- watch day-budget FOLDER DOLLARS|none
       npm run trilane -- watch retry FOLDER FILE [--without-bad | --again]

Each file that appears in the folder is sent, and costs what its prompts cost: it becomes a batch while the app is open or \`work\` runs,
and its results are written beside it. The same contents are sent once.

  --template NAME[@VERSION]  makes prompts of the columns; without a version by the newest one, whenever a file comes
  --column NAME              without a template: which column holds the prompt (the only one that it can be)
  --existing take|leave      files that are in the folder already (leave)
  --subfolders               also files in folders in it
  --lane auto|fast|heavy     where the template leaves it open (auto)
  --provider NAME            (the template's, or the default one)
  --model NAME               (the template's, or the provider's)
  --budget DOLLARS           what each file may cost at most, such as 1.50; what is left then waits
  --day-budget DOLLARS       what all of its files together may cost on a day; what is left then waits for the next day, or until
                             watch day-budget raises it
  --dry-run N                only the first N rows of each file run, 100 at most; the rest waits for batch release
  --skip-bad                 leave out rows that cannot be used (a file with such rows waits for you)
  --changed new|all          of a file that was sent and changes: ask rows without an answer, or all of them again (new)
  --format csv|tsv|jsonl|xlsx|md   of results (csv)
  --word WORD                what stands in their names: reviews.WORD.csv (results)
  --settle SECONDS           a file is complete once it stood still for so long, 1 to ${settleLimits.most / 1000} (${settleLimits.usual / 1000})
  --without-bad              of retry: send a file without the rows that cannot be used
  --again                    of retry: send it although its rows were sent before, or look like results
  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --json                     the watch, or all of them, as JSON on stdout

FOLDER is also the number of its watch. A file that waits or failed says why under list.`

const text = z.string().min(1)
const budget = z
  .string()
  .transform((dollars) => parseUsd(dollars) ?? Number.NaN)
  .pipe(z.number({ error: 'takes dollars, such as 1.50' }))
  .pipe(Budget)
const Common = { 'data-dir': text.optional(), json: z.boolean().default(false) }
const schemas = {
  list: z.object(Common),
  add: z.object({
    ...Common,
    template: z.string().trim().min(1).transform(parseTemplateRef).optional(),
    column: z.string().trim().min(1).optional(),
    existing: z.enum(['take', 'leave'], { error: 'is take or leave' }).default('leave'),
    subfolders: z.boolean().default(false),
    lane: z.enum(['auto', 'fast', 'heavy'], { error: 'is auto, fast or heavy' }).default('auto'),
    provider: text.optional(),
    model: z.string().trim().min(1).max(200).optional(),
    budget: budget.optional(),
    'day-budget': budget.optional(),
    'dry-run': whole.pipe(DryRunStart.shape.rows).optional(),
    'skip-bad': z.boolean().default(false),
    changed: z.enum(['new', 'all'], { error: 'is new or all' }).default('new'),
    format: z
      .string()
      .transform((name) => formats[name.toLowerCase()])
      .pipe(z.enum(WatchFormat.options, { error: 'is csv, tsv, jsonl, xlsx or md' }))
      .default('csv'),
    word: ResultsWord.default('results'),
    settle: whole
      .pipe(
        z
          .number()
          .min(settleLimits.least / 1000)
          .max(settleLimits.most / 1000),
      )
      .default(settleLimits.usual / 1000),
  }),
  pause: z.object(Common),
  resume: z.object(Common),
  remove: z.object(Common),
  'day-budget': z.object(Common),
  retry: z.object({ ...Common, 'without-bad': z.boolean().default(false), again: z.boolean().default(false) }),
} as const
type Kind = keyof typeof schemas
const kinds = Object.keys(schemas) as Kind[]
const flags = new Set(['json', 'subfolders', 'skip-bad', 'without-bad', 'again'])

export type WatchCommand = {
  [K in Kind]: {
    readonly kind: K
    /** The folder or the number of a watch; of `retry` then a file in it, of `day-budget` then dollars. */
    readonly words: readonly string[]
    readonly options: z.output<(typeof schemas)[K]>
  }
}[Kind]

/** What is asked of the file of a `retry`. */
export const retryOf = (options: z.output<(typeof schemas)['retry']>): WatchRetry =>
  options.again ? 'again' : options['without-bad'] ? 'without_bad' : 'as_set'

/** The amount of a `day-budget`; null: none. Throws UsageError. */
export function dayBudgetOf(word: string): NanoUsd | null {
  if (word === 'none') return null
  const read = budget.safeParse(word)
  if (!read.success) throw new UsageError(`watch day-budget takes dollars, such as 5.00, or none. ${word} is neither.`)
  return read.data
}

/** Reads what follows `watch`. Throws UsageError. */
export function parseWatch(words: readonly string[]): WatchCommand {
  const [name, ...rest] = words
  const kind = kinds.find((each) => each === name)
  if (kind === undefined)
    throw new UsageError(
      `${name === undefined ? 'watch what?' : `There is no watch ${name}.`} There are ${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}.`,
    )
  const { values, positionals } = parsedArgs(kind, rest)
  const read = schemas[kind].safeParse(values)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new UsageError(`--${String(issue?.path[0])} ${issue?.message}`)
  }
  const wanted = kind === 'list' ? 0 : kind === 'retry' || kind === 'day-budget' ? 2 : 1
  if (positionals.length !== wanted) throw new UsageError(wordsWanted[kind])
  const command = { kind, words: positionals, options: read.data } as WatchCommand
  if (command.kind === 'add' && command.options.template !== undefined && command.options.column !== undefined)
    throw new UsageError('--column does not go with --template, which names its columns itself.')
  if (command.kind === 'retry' && command.options.again && command.options['without-bad'])
    throw new UsageError('Say one of --without-bad and --again.')
  return command
}

const wordsWanted: Readonly<Record<Kind, string>> = {
  list: 'watch list takes no name.',
  add: 'Name one folder: watch add FOLDER.',
  pause: 'Name one folder that is watched, or its number: watch pause FOLDER.',
  resume: 'Name one folder that is watched, or its number: watch resume FOLDER.',
  remove: 'Name one folder that is watched, or its number: watch remove FOLDER.',
  'day-budget': 'Name the folder and what its files may cost on a day: watch day-budget FOLDER 5.00, or none.',
  retry: 'Name the folder and the file: watch retry FOLDER FILE.',
}

function parsedArgs(kind: Kind, words: readonly string[]) {
  const options = Object.fromEntries(
    Object.keys(schemas[kind].shape).map((name) => [
      name,
      { type: flags.has(name) ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
