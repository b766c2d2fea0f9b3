import { parseArgs } from 'node:util'
import { z } from 'zod'
import { BatchName, Priority } from '#shared/batch'
import { UsageError } from '../args'
import { whole } from '../policy-options'

export const batchUsage = `       npm run trilane -- batch list [filters]
       npm run trilane -- batch show BATCH
       npm run trilane -- batch pause|resume|release BATCH…
       npm run trilane -- batch cancel BATCH… [--rest] [--yes]
       npm run trilane -- batch priority BATCH --priority=N
       npm run trilane -- batch rename BATCH NAME
       npm run trilane -- batch add BATCH FILE…

Batches: how far they are, what a dry run answered, and what is to become of them. Nothing is called: the app or \`work\` runs what goes on.
list and show also work while the app is open.

list:     --state STATE      working, paused, dry-run (its first rows run, or wait for a release), done
          --name TEXT        in its name
          --limit N          no more than these, the newest first (50)
release                      the rest of a batch goes after its dry run
cancel:   --rest             only what a dry run holds back; what was answered stays
          --yes              also where more than 50 prompts are cancelled
add                          rows of files go to the end of a batch, by its own templates; all of them or none
          --prompt-column NAME   of a batch without templates
          --skip-present         without the rows that the batch asked before

  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --json                     the answer as JSON on stdout

BATCH is a batch's number, or its name where only one has it.
Exit code: 0 when it is done, 2 when --yes is missing, 1 when the command was wrong.`

const text = z.string().min(1)
const Common = { 'data-dir': text.optional(), json: z.boolean().default(false) }
export const batchStates = ['working', 'paused', 'dry-run', 'done'] as const
export type BatchStateWord = (typeof batchStates)[number]

const schemas = {
  list: z.object({
    ...Common,
    state: z.enum(batchStates, { error: `is one of ${batchStates.join(', ')}` }).optional(),
    name: text.optional(),
    limit: whole.pipe(z.number().min(1, 'is at least 1')).default(50),
  }),
  show: z.object(Common),
  pause: z.object(Common),
  resume: z.object(Common),
  release: z.object(Common),
  cancel: z.object({ ...Common, rest: z.boolean().default(false), yes: z.boolean().default(false) }),
  priority: z.object({
    ...Common,
    priority: z
      .string({ error: 'is missing: --priority=5' })
      .regex(/^-?\d+$/, 'takes a whole number')
      .transform(Number)
      .pipe(Priority),
  }),
  rename: z.object(Common),
  add: z.object({ ...Common, 'prompt-column': text.optional(), 'skip-present': z.boolean().default(false) }),
} as const
type Kind = keyof typeof schemas
const kinds = Object.keys(schemas) as Kind[]
/** Options without a value. */
const flags = new Set(['json', 'rest', 'yes', 'skip-present'])

export type BatchCommand = {
  [K in Kind]: {
    readonly kind: K
    /** Numbers or names; of `rename` and `add` only the first one is a batch. */
    readonly words: readonly string[]
    readonly options: z.output<(typeof schemas)[K]>
  }
}[Kind]

/** Reads what follows `batch`. Throws UsageError. */
export function parseBatch(words: readonly string[]): BatchCommand {
  const [name, ...rest] = words
  const kind = kinds.find((each) => each === name)
  if (!kind)
    throw new UsageError(
      `${name === undefined ? 'batch what?' : `There is no batch ${name}.`} There are ${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}.`,
    )
  const command = read(kind, rest) as BatchCommand
  const { length } = command.words
  if (kind === 'list' && length > 0) throw new UsageError('batch list takes no name; --name TEXT looks for one.')
  if (kind === 'rename') {
    const [, wanted] = command.words
    if (length !== 2) throw new UsageError('Name the batch and its new name: batch rename 3 "New name".')
    const fits = BatchName.safeParse(wanted)
    if (!fits.success) throw new UsageError('A name has from 1 to 200 characters.')
    return { ...command, words: [command.words[0] ?? '', fits.data] }
  }
  if (kind === 'add' && length < 2) throw new UsageError('Name the batch and at least one file: batch add 3 more.csv.')
  if ((kind === 'show' || kind === 'priority') && length !== 1) throw new UsageError(`Name one batch: batch ${kind} 3.`)
  if (kind !== 'list' && length === 0) throw new UsageError(`Name at least one batch: batch ${kind} 3.`)
  return command
}

function read<K extends Kind>(kind: K, words: readonly string[]) {
  const schema = schemas[kind]
  const types = Object.keys(schema.shape).map(
    (name) => [name, { type: flags.has(name) ? 'boolean' : 'string' }] as const,
  )
  const { values, positionals } = parsed(words, Object.fromEntries(types))
  const options = schema.safeParse(values)
  if (options.success) return { kind, words: positionals, options: options.data }
  const [issue] = options.error.issues
  throw new UsageError(`batch ${kind}: --${String(issue?.path[0])} ${issue?.message}`)
}

function parsed(words: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args: [...words], ...(options ? { options } : {}), allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
