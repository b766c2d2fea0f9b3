import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Priority } from '#shared/batch'
import { MissedPolicy, OverlapPolicy } from '#shared/schedule'
import { isTimeZone, machineZone } from '#shared/zoned-time'
import { UsageError } from './args'
import { policyOptions, policyUsage } from './policy-options'

export const scheduleUsage = `       npm run trilane -- schedule list
       npm run trilane -- schedule add NAME --cron EXPRESSION --prompt TEXT… [options]
       npm run trilane -- schedule pause|resume|run|remove NAME

Schedules queue their prompts by themselves while the app is open or \`work\` runs.

  --cron EXPRESSION          minute hour day month weekday, or with seconds in front: "0 22 * * *" is every day at 22:00
  --time-zone ZONE           whose clock that is, such as Europe/Berlin (this machine's)
  --prompt TEXT              may be given several times; {{date}} and {{time}} are those of the firing
  --prompts FILE             prompts of a file instead, as run reads them
  --system TEXT              for all prompts
  --lane auto|fast|heavy     (auto)
  --provider NAME            (the default one)
  --model NAME               (the provider's)
  --reuse                    identical prompts share one call, and stored answers are used again
${policyUsage}
  --priority=N               -100 to 100 (0)
  --missed skip|once|all     what becomes of firings that nobody was there for (once)
  --overlap skip|queue|cancel-previous   when an earlier batch of it has not ended (queue)
  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --json                     the schedule, or all of them, as JSON on stdout

NAME is a schedule's name or its number.`

const Common = { 'data-dir': z.string().min(1).optional(), json: z.boolean().default(false) }
const AddOptions = z.object({
  ...Common,
  cron: z.string({ error: 'is missing: "0 22 * * *" is every day at 22:00' }).min(1),
  'time-zone': z.string().refine(isTimeZone, 'is no time zone; one is written as Europe/Berlin').optional(),
  prompt: z.array(z.string().trim().min(1, 'is empty')).default([]),
  prompts: z.string().min(1).optional(),
  system: z.string().trim().min(1).optional(),
  lane: z.enum(['auto', 'fast', 'heavy'], { error: 'is auto, fast or heavy' }).default('auto'),
  provider: z.string().min(1).optional(),
  model: z.string().trim().min(1).optional(),
  priority: z
    .string()
    .regex(/^-?\d+$/, 'takes a whole number')
    .transform(Number)
    .pipe(Priority)
    .default(0),
  reuse: z.boolean().default(false),
  ...policyOptions,
  missed: z.enum(MissedPolicy.options, { error: 'is skip, once or all' }).default('once'),
  overlap: z
    .string()
    .transform((word) => word.replace('-', '_'))
    .pipe(z.enum(OverlapPolicy.options, { error: 'is skip, queue or cancel-previous' }))
    .default('queue'),
})
/** Options without a value. */
const flags = new Set(['json', 'reuse'])
const OtherOptions = z.object(Common)

export type ScheduleCommand = {
  readonly dataDir: string | undefined
  readonly json: boolean
} & (
  | { readonly kind: 'list' }
  | { readonly kind: 'pause' | 'resume' | 'run' | 'remove'; readonly name: string }
  | {
      readonly kind: 'add'
      readonly name: string
      readonly timeZone: string
      readonly options: z.output<typeof AddOptions>
    }
)

/** Reads what follows `schedule`. Throws UsageError. */
export function parseSchedule(words: readonly string[]): ScheduleCommand {
  const [kind, ...rest] = words
  switch (kind) {
    case 'list': {
      const { values, names } = read(OtherOptions, rest)
      if (names.length > 0) throw new UsageError('schedule list takes no name.')
      return { kind, ...common(values) }
    }
    case 'add': {
      const { values, names } = read(AddOptions, rest)
      const timeZone = values['time-zone'] ?? machineZone()
      if ((values.prompts === undefined) === (values.prompt.length === 0))
        throw new UsageError('Say what it queues: --prompt TEXT (several times if you like) or --prompts FILE.')
      return { kind, name: one(names, kind), timeZone, options: values, ...common(values) }
    }
    case 'pause':
    case 'resume':
    case 'run':
    case 'remove': {
      const { values, names } = read(OtherOptions, rest)
      return { kind, name: one(names, kind), ...common(values) }
    }
    default:
      throw new UsageError(
        `${kind === undefined ? 'schedule what?' : `There is no schedule ${kind}.`} There are list, add, pause, resume, run and remove.`,
      )
  }
}

const common = (values: { 'data-dir'?: string | undefined; json: boolean }) => ({
  dataDir: values['data-dir'],
  json: values.json,
})

function one(names: readonly string[], command: string): string {
  const [name, ...more] = names
  if (name === undefined) throw new UsageError(`Name the schedule: schedule ${command} NAME.`)
  if (more.length > 0) throw new UsageError(`One name at a time; put one with spaces in quotes: "${names.join(' ')}".`)
  return name
}

function read<S extends z.ZodObject>(schema: S, words: readonly string[]) {
  const types = Object.keys(schema.shape).map((name) => [
    name,
    flags.has(name) ? { type: 'boolean' as const } : { type: 'string' as const, multiple: name === 'prompt' },
  ])
  const parsed = parsedArgs(words, Object.fromEntries(types))
  const options = schema.safeParse(parsed.values)
  if (options.success) return { values: options.data, names: parsed.positionals }
  const [issue] = options.error.issues
  throw new UsageError(`--${String(issue?.path[0])} ${issue?.message}`)
}

function parsedArgs(words: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args: [...words], ...(options ? { options } : {}), allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
