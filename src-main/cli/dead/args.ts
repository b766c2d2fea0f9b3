import { parseArgs } from 'node:util'
import { z } from 'zod'
import { LaneName } from '#shared/lane'
import { TaskLimits } from '#shared/letters'
import { FailureCode } from '#shared/task'
import { UsageError } from '../args'
import { whole } from '../policy-options'
import { parseWhen } from './when'

export const deadUsage = `       npm run trilane -- dead list [ID…|GROUP] [filters] [--tasks]
       npm run trilane -- dead show ID
       npm run trilane -- dead requeue|discard ID… | GROUP | filters | --all [options]
       npm run trilane -- dead export [ID…|GROUP] [filters] [--out FILE]
       npm run trilane -- dead probe ID… | GROUP | filters | --all [--pace PACE]
       npm run trilane -- dead releases
       npm run trilane -- dead release|pause|resume|stop RELEASE

Dead letters: what failed for good, by cause. Nothing is called: a requeue puts letters in line, and the app or \`work\` runs them.

Filters, all of which must match:
  --batch NAME               its name or its number
  --cause GROUP              the key of a group, as list shows it (--group is the same)
  --code CODE                what went wrong, such as ${FailureCode.options.slice(0, 3).join(', ')}
  --status N                 of HTTP; none: no answer came
  --provider NAME            its name or id
  --model NAME               a part of its name
  --since WHEN, --until WHEN when it died: 2026-11-26, 2026-11-26T10:00, or ago: 30m, 2h, 7d
  --text WORDS               in the prompt, the system text, the custom id or the error
  --limit N                  no more letters than these, the newest first; of groups, the largest first

list:     --tasks            letters instead of groups
requeue:  --to-model NAME, --to-provider NAME, --to-lane fast|heavy   with another from now on
          --timeout-ms N, --retries N, --max-output-tokens N            its own limits from now on
          --prompt-file FILE the new prompt of one letter, as a new revision
discard:  --reason TEXT
both:     --dry-run          only say what would be done, why not to some, what running them costs and how many will fail again
          --yes              also where more than 50 letters are changed
          --all              all of them, where no filter is given
export, show:  --without-texts   leaves out prompts and answers and keeps their lengths and hashes
export:   --out FILE         instead of standard output
          --format jsonl|json    a document a line, or one document: an array, where there are several (jsonl)

probe:    one letter goes back before all else of its lane, and the rest once it has succeeded
          --pace PACE        then by themselves, at that pace: all, 5 (at once), 20/min. Without it they wait for release
release:  --pace PACE        the rest goes back at that pace (all); of one that is under way: another pace

  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --json                     the answer as JSON on stdout

Keys are masked in what show and export give. Prompts and answers are in it: use --without-texts if others may not read them.
Exit code: 0 when it is done, 2 when letters were passed over or --yes is missing, 1 when the command was wrong.`

const text = z.string().min(1)
const Common = { 'data-dir': text.optional(), json: z.boolean().default(false) }
const when = z.string().transform((word, context) => {
  const at = parseWhen(word, Date.now())
  if (at !== null) return at
  context.addIssue({ code: 'custom', message: 'takes a time such as 2026-11-26T10:00, or ago: 30m, 2h, 7d' })
  return z.NEVER
})
const Filters = {
  batch: text.optional(),
  cause: text.optional(),
  group: text.optional(),
  code: z.enum(FailureCode.options, { error: `is one of ${FailureCode.options.join(', ')}` }).optional(),
  status: z.union([z.literal('none'), whole], { error: 'takes a number, or none' }).optional(),
  provider: text.optional(),
  model: text.optional(),
  since: when.optional(),
  until: when.optional(),
  text: text.optional(),
  limit: whole.pipe(z.number().min(1, 'is at least 1')).optional(),
}
const Doing = {
  'dry-run': z.boolean().default(false),
  yes: z.boolean().default(false),
  all: z.boolean().default(false),
}
const WithoutTexts = { 'without-texts': z.boolean().default(false) }
/** What a requeue can change besides: the one place where an option for it is added, and `requeueAction` the one that reads it. */
const Changes = {
  'to-model': text.optional(),
  'to-provider': text.optional(),
  'to-lane': z.enum(LaneName.options, { error: 'is fast or heavy' }).optional(),
  'timeout-ms': whole.pipe(TaskLimits.shape.timeoutMs.unwrap()).optional(),
  retries: whole.pipe(TaskLimits.shape.retries.unwrap()).optional(),
  'max-output-tokens': whole.pipe(z.int().positive()).optional(),
  'prompt-file': text.optional(),
}
const schemas = {
  list: z.object({ ...Common, ...Filters, tasks: z.boolean().default(false) }),
  show: z.object({ ...Common, ...WithoutTexts }),
  requeue: z.object({ ...Common, ...Filters, ...Doing, ...Changes }),
  discard: z.object({ ...Common, ...Filters, ...Doing, reason: z.string().max(500).default('') }),
  export: z.object({
    ...{ ...Common, ...Filters, ...WithoutTexts, out: text.optional() },
    format: z.enum(['json', 'jsonl'], { error: 'is json or jsonl' }).default('jsonl'),
  }),
  probe: z.object({ ...Common, ...Filters, all: z.boolean().default(false), pace: text.optional() }),
  releases: z.object(Common),
  release: z.object({ ...Common, pace: text.default('all') }),
  pause: z.object(Common),
  resume: z.object(Common),
  stop: z.object(Common),
} as const
type Kind = keyof typeof schemas
const kinds = Object.keys(schemas) as Kind[]
/** Options without a value. */
const flags = new Set(['json', 'tasks', 'dry-run', 'yes', 'all', 'without-texts'])

export type DeadFilters = z.output<z.ZodObject<typeof Filters>>
export type DeadCommand = {
  [K in Kind]: { readonly kind: K; readonly ids: readonly number[]; readonly options: z.output<(typeof schemas)[K]> }
}[Kind]
export type Doing = Extract<DeadCommand, { kind: 'requeue' | 'discard' }>
type Choosing = Extract<DeadCommand, { kind: 'requeue' | 'discard' | 'probe' }>

/** Reads what follows `dead`. Throws UsageError. */
export function parseDead(words: readonly string[]): DeadCommand {
  const [kind, ...rest] = words
  switch (kind) {
    case 'list':
      return { kind, ...read(kind, schemas[kind], rest) }
    case 'show': {
      const command = { kind, ...read(kind, schemas[kind], rest) }
      if (command.ids.length !== 1) throw new UsageError('Name one letter by its number: dead show ID.')
      return command
    }
    case 'requeue': {
      const command = { kind, ...read(kind, schemas[kind], rest) }
      if (command.options['prompt-file'] && command.ids.length !== 1)
        throw new UsageError('--prompt-file is the new prompt of one letter: name that one by its number.')
      return chosen(command)
    }
    case 'discard':
      return chosen({ kind, ...read(kind, schemas[kind], rest) })
    case 'probe':
      return chosen({ kind, ...read(kind, schemas[kind], rest) })
    case 'releases': {
      const command = { kind, ...read(kind, schemas[kind], rest) }
      if (command.ids.length > 0) throw new UsageError('dead releases takes no numbers: it lists all of them.')
      return command
    }
    case 'release':
      return oneRelease({ kind, ...read(kind, schemas[kind], rest) })
    case 'pause':
      return oneRelease({ kind, ...read(kind, schemas[kind], rest) })
    case 'resume':
      return oneRelease({ kind, ...read(kind, schemas[kind], rest) })
    case 'stop':
      return oneRelease({ kind, ...read(kind, schemas[kind], rest) })
    case 'export':
      return { kind, ...read(kind, schemas[kind], rest) }
    default:
      throw new UsageError(
        `${kind === undefined ? 'dead what?' : `There is no dead ${kind}.`} There are ${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}.`,
      )
  }
}

/** See causeOf: our code, the status, and a hash. */
const causeKey = /^[a-z_]+\.(?:\d{1,3}|none)\.[0-9a-f]{16}$/

function oneRelease<C extends DeadCommand>(command: C): C {
  if (command.ids.length === 1) return command
  throw new UsageError(`Name one release by its number: dead ${command.kind} RELEASE. dead releases lists them.`)
}

/** All letters are never meant by leaving something out. */
function chosen<C extends Choosing>(command: C): C {
  const { ids, options } = command
  const isNarrowed = Object.keys(Filters).some((name) => options[name as keyof DeadFilters] !== undefined)
  if (ids.length === 0 && !isNarrowed && !options.all)
    throw new UsageError(
      `Say which letters: their numbers, filters, or --all for all of them: dead ${command.kind} --all.`,
    )
  if (options.all && (ids.length > 0 || isNarrowed)) throw new UsageError('--all does not go with numbers or filters.')
  return command
}

function read<S extends z.ZodObject>(kind: string, schema: S, words: readonly string[]) {
  const types = Object.keys(schema.shape).map(
    (name) => [name, { type: flags.has(name) ? 'boolean' : 'string' }] as const,
  )
  const { values, positionals } = parsed(words, Object.fromEntries(types))
  const [group, ...more] = 'cause' in schema.shape ? positionals.filter((word) => causeKey.test(word)) : []
  if (group !== undefined && (more.length > 0 || 'cause' in values || 'group' in values))
    throw new UsageError('Name one group at a time.')
  const ids = positionals.flatMap((word) => {
    if (word === group) return []
    if (!/^[1-9]\d{0,14}$/.test(word))
      throw new UsageError(
        `${word} is no number of a letter, and no group. dead list shows the groups, with --tasks the letters.`,
      )
    return [Number(word)]
  })
  const options = schema.safeParse(group === undefined ? values : { ...values, cause: group })
  if (options.success) return { ids: [...new Set(ids)], options: options.data }
  const [issue] = options.error.issues
  throw new UsageError(`dead ${kind}: --${String(issue?.path[0])} ${issue?.message}`)
}

function parsed(words: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args: [...words], ...(options ? { options } : {}), allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
