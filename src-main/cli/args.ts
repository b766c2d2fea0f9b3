import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Priority } from '#shared/batch'
import { LaneName, LanePolicy } from '#shared/lane'
import { placeholdersOf, presetOf, presets } from '#shared/presets'
import { Protocol, ProxySetting } from '#shared/provider'
import { Budget, parseUsd } from '#shared/spend'
import { policyOptions, policyUsage, whole } from './policy-options'
import { templateOption, templateUsage } from './template/option'

/** Presets that say where the provider is. */
const offered = presets.flatMap(({ id, baseUrl }) => (baseUrl === '' ? [] : [id]))
const presetNames = offered.join(', ')

export const usage = `Usage: npm run trilane -- run FILE… [options]

Brings every prompt of the files to an end: a stored result, or a dead letter with its history.
The same files into the same data folder go on where they stopped; nothing that succeeded is called again. Options that
differ from those of before hold for what is left.

  --provider practice|openai-compatible   who answers (as the template says, else practice: built in, no key, calls no model)
  --preset NAME              a known provider: ${presetNames}
  --base-url URL             of a server, such as http://127.0.0.1:11434/v1; with --preset where it is at another address
  --protocol NAME            what the server speaks: ${Protocol.options.join(', ')} (openai-chat, or the preset's)
  --api-key-env NAME         the environment variable that holds the key; may be given several times, for several keys
  --proxy system|none|URL    (system: as HTTPS_PROXY, HTTP_PROXY and NO_PROXY say)
  --ca-file FILE             certificates in PEM form that are trusted besides the system's
  --model NAME               goes before that of a template
  --lane auto|fast|heavy     (auto)
  --fast-concurrency N       (5)
  --heavy-concurrency N      (2)
  --timeout-ms N             of one call, for both lanes
  --prompt-column NAME       which column or field holds the prompt
${templateUsage}
  --budget DOLLARS           what all calls for these prompts may cost at most, such as 1.50; what is left then waits
  --half-price               through the provider's batch API (OpenAI, Anthropic): half the price, answers within 24 h
  --reuse                    identical prompts share one call, and stored answers are used again
${policyUsage}
  --priority=N               -100 to 100: higher goes before other batches (0)
  --at WHEN                  not before then: 22:30, tomorrow 9:00, in 2 h
  --no-safe-mode             start although the last three starts died within a minute
  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --out FILE                 results in input order, as its name ends: .csv, .tsv, .xlsx, .md, else JSON lines
  --json                     one summary object on stdout

Exit code: 0 when all succeeded, 2 when some did not, 1 when the command was wrong.`

/** The command was wrong: the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const { concurrency, timeoutMs } = LanePolicy.shape
const Options = z.object({
  provider: z.enum(['practice', 'openai-compatible']).optional(),
  'base-url': z
    .url({ protocol: /^https?$/, message: 'takes an address that starts with http:// or https://' })
    .optional(),
  preset: z.enum(offered, { error: `is one of ${presetNames}` }).optional(),
  protocol: z.enum(Protocol.options, { error: `is one of ${Protocol.options.join(', ')}` }).optional(),
  'api-key-env': z.array(z.string().min(1)).default([]),
  proxy: ProxySetting.optional(),
  'ca-file': z.string().min(1).optional(),
  model: z.string().trim().min(1).optional(),
  lane: z.union([z.literal('auto'), LaneName], { error: 'is auto, fast or heavy' }).default('auto'),
  'fast-concurrency': whole.pipe(concurrency).optional(),
  'heavy-concurrency': whole.pipe(concurrency).optional(),
  'timeout-ms': whole.pipe(timeoutMs).optional(),
  'prompt-column': z.string().min(1).optional(),
  ...templateOption,
  budget: z
    .string()
    .transform((text) => parseUsd(text) ?? Number.NaN)
    .pipe(z.number({ error: 'takes dollars, such as 1.50' }))
    .pipe(Budget)
    .optional(),
  'half-price': z.boolean().default(false),
  reuse: z.boolean().default(false),
  ...policyOptions,
  priority: z
    .string()
    .regex(/^-?\d+$/, 'takes a whole number')
    .transform(Number)
    .pipe(Priority)
    .optional(),
  at: z.string().min(1).optional(),
  'no-safe-mode': z.boolean().default(false),
  'data-dir': z.string().min(1).optional(),
  out: z.string().min(1).optional(),
  json: z.boolean().default(false),
})
export type RunOptions = z.output<typeof Options> & {
  readonly files: readonly string[]
  readonly provider: 'practice' | 'openai-compatible'
  readonly isAsked: boolean // who answers was said; else a template may say it
}

/** Options without a value. */
const flags = new Set(['json', 'half-price', 'reuse', 'no-safe-mode'])

/** Options that may be given several times. */
const lists = new Set(['api-key-env', 'template'])

/** Reads the command line after the program's name. Throws UsageError. */
export function parseRun(words: readonly string[]): RunOptions {
  const [command, ...rest] = words
  if (command !== 'run')
    throw new UsageError(
      command === undefined
        ? 'A command is missing: run FILE…'
        : `There is no command ${command}. There are run, import, work, batch, export, dead, template, schedule, watch, verify, purge, backup, restore and salvage.`,
    )
  const { values, positionals } = read(rest)
  const parsed = Options.safeParse(values)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new UsageError(`--${issue?.path.join('.')} ${issue?.message}`)
  }
  const options = parsed.data
  if (options.template.length > 0 && options['prompt-column'] !== undefined)
    throw new UsageError('--prompt-column does not go with --template, which names its columns itself.')
  if (positionals.length === 0) throw new UsageError('Name at least one file of prompts: run FILE…')
  return { ...options, ...target(options), files: positionals }
}

type Target = Pick<RunOptions, 'provider' | 'base-url' | 'isAsked'>

/** Who answers, from what was said of it. */
function target(options: z.output<typeof Options>): Target {
  const { preset, model } = options
  const isNamed = preset !== undefined || options['base-url'] !== undefined
  const provider = options.provider ?? (isNamed ? 'openai-compatible' : 'practice')
  if (provider === 'practice') {
    const other = (['preset', 'base-url', 'protocol', 'proxy', 'ca-file'] as const).find((name) => options[name])
    if (other && options.provider === 'practice')
      throw new UsageError(`--${other} does not go with --provider practice.`)
    if (other) throw new UsageError(`--${other} needs --preset or --base-url.`)
    return { provider, 'base-url': undefined, isAsked: options.provider !== undefined }
  }
  const baseUrl = options['base-url'] ?? (preset === undefined ? undefined : presetOf(preset).baseUrl)
  if (baseUrl === undefined) throw new UsageError('--provider openai-compatible needs --base-url or --preset.')
  if (placeholdersOf(baseUrl).length > 0)
    throw new UsageError(`--preset ${preset} needs --base-url, such as ${baseUrl.replace('{', '').replace('}', '')}`)
  if (model === undefined && options.template.length === 0)
    throw new UsageError(`${preset === undefined ? '--base-url' : '--preset'} needs --model.`)
  return { provider, 'base-url': baseUrl, isAsked: true }
}

function read(words: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const list = { type: 'string', multiple: true } as const
  const typeOf = (name: string) => (flags.has(name) ? flag : lists.has(name) ? list : text)
  const options = Object.fromEntries(Object.keys(Options.shape).map((name) => [name, typeOf(name)]))
  try {
    return parseArgs({ args: words, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
