import { parseArgs } from 'node:util'
import { z } from 'zod'
import { UsageError } from '../args'
import { parseTemplateRef, type TemplateRef } from './option'

export const templateCommandUsage = `       npm run trilane -- template list [--archived]
       npm run trilane -- template show NAME[@VERSION]
       npm run trilane -- template save NAME FILE [--system FILE] [--custom-id COLUMN]
       npm run trilane -- template archive NAME [--undo]
       npm run trilane -- template export NAME[@VERSION] [--out FILE]

Templates make prompts of the columns of a file: {{column}}, with filters as in {{column | trim | truncate 500}}. A changed template is a new
version; the old ones stay.

save:     FILE               the prompt as text, or what export wrote
          --system FILE      the system prompt as text
          --custom-id COLUMN the column that holds the id of its row
archive:  --undo             offers it again
list:     --archived         those that were put away as well
export:   --out FILE         instead of standard output

  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --json                     the answer as JSON on stdout`

const text = z.string().min(1)
const Options = z.object({
  ...{ archived: z.boolean().default(false), undo: z.boolean().default(false), json: z.boolean().default(false) },
  ...{ system: text.optional(), 'custom-id': text.optional(), out: text.optional(), 'data-dir': text.optional() },
})
type Options = z.output<typeof Options>
type Name = keyof Options

/** What each of them takes besides `data-dir` and `json`, and how many names and files. */
const kinds = {
  list: { options: ['archived'], words: 0 },
  show: { options: [], words: 1 },
  save: { options: ['system', 'custom-id'], words: 2 },
  archive: { options: ['undo'], words: 1 },
  export: { options: ['out'], words: 1 },
} as const satisfies Readonly<Record<string, { options: readonly Name[]; words: number }>>
type Kind = keyof typeof kinds

export type TemplateCommand = {
  readonly kind: Kind
  readonly ref: TemplateRef // of list: an empty name
  readonly file: string // of save; else empty
  readonly options: Options
}

/** Reads what follows `template`. Throws UsageError. */
export function parseTemplate([kind, ...rest]: readonly string[]): TemplateCommand {
  if (kind === undefined || !Object.hasOwn(kinds, kind))
    throw new UsageError(
      `template takes ${Object.keys(kinds).join(', ')}${kind === undefined ? '' : `, and not ${kind}`}.`,
    )
  const { options: allowed, words } = kinds[kind as Kind]
  const { values, positionals } = read(rest)
  const wrong = Object.keys(values).find((name) => ![...allowed, 'data-dir', 'json'].includes(name))
  if (wrong !== undefined) throw new UsageError(`--${wrong} does not go with template ${kind}.`)
  if (positionals.length !== words)
    throw new UsageError(
      words === 0
        ? `template ${kind} takes no name.`
        : `template ${kind} takes ${words === 1 ? 'the name of a template' : 'a name and a file'}.`,
    )
  const parsed = Options.safeParse(values)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new UsageError(`--${issue?.path.join('.')} ${issue?.message}`)
  }
  const [name = '', file = ''] = positionals
  return { kind: kind as Kind, ref: parseTemplateRef(name), file, options: parsed.data }
}

function read(words: readonly string[]) {
  const [plain, flag] = [{ type: 'string' }, { type: 'boolean' }] as const
  const options = {
    ...{ archived: flag, undo: flag, json: flag, system: plain, out: plain },
    ...{ 'custom-id': plain, 'data-dir': plain },
  } as const
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
