import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Priority } from '#shared/batch'
import { DryRunStart } from '#shared/dry-run'
import { ReadChoices, TextEncoding, TextFormat } from '#shared/import'
import { UsageError } from '../args'
import { whole } from '../policy-options'
import { templateOption, templateUsage } from '../template/option'

const formats = TextFormat.options.join(', ')

export const importUsage = `       npm run trilane -- import FILE… [options]

Queues what is in files and folders as one batch, and calls nobody: it runs while the app is open, or with work. Bad lines refuse it all,
unless you say what becomes of them. The same files twice are queued once.

  --format NAME              how text is read: ${formats} (as its name and beginning say)
  --encoding NAME            such as utf-16le, latin1 or shift_jis (found by itself)
  --delimiter MARK           what parts the cells of a table: comma, semicolon, tab, or a character
  --sheet NAME               of a workbook (its first)
  --no-header                the first row of a table is a row, and names no columns
  --column NAME              which column or field holds the prompt
${templateUsage}
  --skip-bad                 leave out the lines that cannot be used
  --bad-lines FILE           the same, and write them to a file, to be corrected and imported
  --merge-duplicates         of identical prompts queue the first
  --again                    queue it although it is in the data folder already
  --name NAME                of the batch (the file's)
  --lane auto|fast|heavy     (auto)
  --provider NAME            (the default one)
  --model NAME               (the provider's)
  --reuse                    identical prompts share one call, and stored answers are used again
  --priority=N               -100 to 100: higher goes before other batches (0)
  --dry-run N                only its first N rows run, 100 at most; the rest waits for batch release
  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --json                     what was queued, as one object on stdout

Exit code: 0 when all of it is queued, 2 when bad lines were left out, 1 when nothing was queued.`

const encodings: Readonly<Record<string, TextEncoding>> = {
  ...{ utf8: 'utf-8', utf16: 'utf-16le', 'utf-16': 'utf-16le', latin1: 'windows-1252', 'latin-1': 'windows-1252' },
  ...{ 'iso-8859-1': 'windows-1252', cp1252: 'windows-1252', sjis: 'shift_jis', gbk: 'gb18030' },
}
const marks: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' }

const Options = z.object({
  format: z.enum(TextFormat.options, { error: `is one of ${formats}` }).optional(),
  encoding: z
    .string()
    .transform((name) => encodings[name.toLowerCase()] ?? name.toLowerCase())
    .pipe(z.enum(TextEncoding.options, { error: `is one of ${TextEncoding.options.join(', ')}` }))
    .optional(),
  delimiter: z
    .string()
    .transform((name) => marks[name] ?? name)
    .pipe(ReadChoices.shape.delimiter.unwrap())
    .optional(),
  sheet: z.string().min(1).optional(),
  'no-header': z.boolean().default(false),
  column: z.string().min(1).optional(),
  ...templateOption,
  'skip-bad': z.boolean().default(false),
  'bad-lines': z.string().min(1).optional(),
  'merge-duplicates': z.boolean().default(false),
  again: z.boolean().default(false),
  name: z.string().trim().min(1).max(200).optional(),
  lane: z.enum(['auto', 'fast', 'heavy'], { error: 'is auto, fast or heavy' }).default('auto'),
  provider: z.string().min(1).optional(),
  model: z.string().trim().min(1).optional(),
  reuse: z.boolean().default(false),
  priority: z
    .string()
    .regex(/^-?\d+$/, 'takes a whole number')
    .transform(Number)
    .pipe(Priority)
    .optional(),
  'dry-run': whole.pipe(DryRunStart.shape.rows).optional(),
  'data-dir': z.string().min(1).optional(),
  json: z.boolean().default(false),
})
/** Options without a value. */
const flags = new Set(['no-header', 'skip-bad', 'merge-duplicates', 'again', 'reuse', 'json'])

export type ImportOptions = z.output<typeof Options> & { readonly files: readonly string[] }

/** Reads what follows `import`. Throws UsageError. */
export function parseImport(words: readonly string[]): ImportOptions {
  const { values, positionals } = read(words)
  const parsed = Options.safeParse(values)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new UsageError(`--${String(issue?.path[0])} ${issue?.message}`)
  }
  const { template, column } = parsed.data
  if (template.length > 0 && column !== undefined)
    throw new UsageError('--column does not go with --template, which names its columns itself.')
  if (positionals.length === 0) throw new UsageError('Name at least one file or folder: import FILE…')
  return { ...parsed.data, files: positionals }
}

function read(words: readonly string[]) {
  const typeOf = (name: string) => ({
    type: flags.has(name) ? ('boolean' as const) : ('string' as const),
    multiple: name === 'template',
  })
  const options = Object.fromEntries(Object.keys(Options.shape).map((name) => [name, typeOf(name)]))
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Undefined where all of it is to go. */
export const dryRunOf = ({ 'dry-run': rows }: ImportOptions): DryRunStart | undefined =>
  rows === undefined ? undefined : { rows }
