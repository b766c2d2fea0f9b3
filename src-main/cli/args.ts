import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Priority } from '#shared/batch'
import { LaneName, LanePolicy } from '#shared/lane'
import { Budget, parseUsd } from '#shared/spend'
import { policyOptions, policyUsage, whole } from './policy-options'

export const usage = `Usage: npm run trilane -- run FILE… [options]

Brings every prompt of the files to an end: a stored result, or a dead letter with its history.
The same files into the same data folder go on where they stopped; nothing that succeeded is called again. Options that
differ from those of before hold for what is left.

  --provider practice|openai-compatible   who answers (practice: built in, no key, calls no model)
  --base-url URL             of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1
  --api-key-env NAME         the environment variable that holds the key
  --model NAME
  --lane auto|fast|heavy     (auto)
  --fast-concurrency N       (5)
  --heavy-concurrency N      (2)
  --timeout-ms N             of one call, for both lanes
  --prompt-column NAME       which column or field holds the prompt
  --budget DOLLARS           what all calls for these prompts may cost at most, such as 1.50; what is left then waits
  --reuse                    identical prompts share one call, and stored answers are used again
${policyUsage}
  --priority=N               -100 to 100: higher goes before other batches (0)
  --at WHEN                  not before then: 22:30, tomorrow 9:00, in 2 h
  --no-safe-mode             start although the last three starts died within a minute
  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --out FILE                 results as JSON lines, in input order
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
  'api-key-env': z.string().min(1).optional(),
  model: z.string().trim().min(1).optional(),
  lane: z.union([z.literal('auto'), LaneName], { error: 'is auto, fast or heavy' }).default('auto'),
  'fast-concurrency': whole.pipe(concurrency).optional(),
  'heavy-concurrency': whole.pipe(concurrency).optional(),
  'timeout-ms': whole.pipe(timeoutMs).optional(),
  'prompt-column': z.string().min(1).optional(),
  budget: z
    .string()
    .transform((text) => parseUsd(text) ?? Number.NaN)
    .pipe(z.number({ error: 'takes dollars, such as 1.50' }))
    .pipe(Budget)
    .optional(),
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
}

/** Options without a value. */
const flags = new Set(['json', 'reuse', 'no-safe-mode'])

/** Reads the command line after the program's name. Throws UsageError. */
export function parseRun(words: readonly string[]): RunOptions {
  const [command, ...rest] = words
  if (command !== 'run')
    throw new UsageError(
      command === undefined
        ? 'A command is missing: run FILE…'
        : `There is no command ${command}. There are run, work, schedule, verify, purge, backup, restore and salvage.`,
    )
  const { values, positionals } = read(rest)
  const parsed = Options.safeParse(values)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new UsageError(`--${issue?.path.join('.')} ${issue?.message}`)
  }
  const options = parsed.data
  if (positionals.length === 0) throw new UsageError('Name at least one file of prompts: run FILE…')
  const provider = options.provider ?? (options['base-url'] === undefined ? 'practice' : 'openai-compatible')
  if (provider === 'openai-compatible') {
    if (options['base-url'] === undefined) throw new UsageError('--provider openai-compatible needs --base-url.')
    if (options.model === undefined) throw new UsageError('--provider openai-compatible needs --model.')
  } else if (options['base-url'] !== undefined) throw new UsageError('--base-url does not go with --provider practice.')
  return { ...options, provider, files: positionals }
}

function read(words: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = Object.fromEntries(Object.keys(Options.shape).map((name) => [name, flags.has(name) ? flag : text]))
  try {
    return parseArgs({ args: words, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
