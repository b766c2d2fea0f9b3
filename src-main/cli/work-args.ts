import { parseArgs } from 'node:util'
import { z } from 'zod'
import { UsageError } from './args'

export const workUsage = `       npm run trilane -- work [options]

The whole engine without a window: all batches and providers, schedules, watched folders, run windows, the daily copy and what is to be removed.
It runs until Ctrl-C; the app cannot be open meanwhile.

  --until-idle               end once nothing is queued, running or backing off, no schedule is due and nothing starts within a minute;
                             also when all that is left needs a person
  --api-key-env PROVIDER=NAME   the environment variable that holds that provider's key; may be given several times, also for several
                             keys of one provider. Keys of the app are sealed by the keychain and cannot be read here: without one, a provider's work is left queued
  --secret-env PROVIDER:HEADER=NAME   the same for the value of one of its extra headers; PROVIDER:proxy=NAME for the password of its proxy
  --no-safe-mode             start although the last three starts died within a minute
  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --json                     one summary object on stdout

Exit code: 0 when all that ended has succeeded and nothing is left, 2 when not, 1 when the command was wrong. What is to start later does
not count as left.`

const Options = z.object({
  'until-idle': z.boolean().default(false),
  'api-key-env': z
    .array(z.string().regex(/^.+=[^=]+$/, 'takes PROVIDER=NAME, such as OpenAI=OPENAI_API_KEY'))
    .default([])
    .transform((pairs) =>
      pairs.map((pair) => {
        const at = pair.lastIndexOf('=') // a provider's name may have one in it, that of a variable may not
        return { provider: pair.slice(0, at), variable: pair.slice(at + 1) }
      }),
    ),
  'secret-env': z
    .array(z.string().regex(/^.+:[^:=]+=[^=]+$/, 'takes PROVIDER:HEADER=NAME, such as Mine:X-Api-Key=MY_HEADER'))
    .default([])
    .transform((all) =>
      all.map((each) => {
        const at = each.lastIndexOf('=')
        const colon = each.lastIndexOf(':', at)
        return { provider: each.slice(0, colon), secret: each.slice(colon + 1, at), variable: each.slice(at + 1) }
      }),
    ),
  'no-safe-mode': z.boolean().default(false),
  'data-dir': z.string().min(1).optional(),
  json: z.boolean().default(false),
})
export type WorkOptions = z.output<typeof Options>

/** Reads what follows `work`. Throws UsageError. */
export function parseWork(words: readonly string[]): WorkOptions {
  const read = Options.safeParse(valuesOf(words))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new UsageError(`--${String(issue?.path[0])} ${issue?.message}`)
}

function valuesOf(words: readonly string[]) {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const
  const options = {
    ...{ 'until-idle': flag, 'no-safe-mode': flag, json: flag, 'data-dir': text },
    'api-key-env': { ...text, multiple: true },
    'secret-env': { ...text, multiple: true },
  } as const
  try {
    return parseArgs({ args: [...words], options, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
