import { parseArgs } from 'node:util'
import type { z } from 'zod'
import { UsageError } from './args'

/** Reads the options of a command that takes no file names. `flags` are those without a value. Throws UsageError. */
export function readOptions<S extends z.ZodObject>(
  schema: S,
  flags: readonly string[],
  words: readonly string[],
): z.output<S> {
  const types = Object.keys(schema.shape).map(
    (name) => [name, { type: flags.includes(name) ? 'boolean' : 'string' }] as const,
  )
  const values = parsed(words, Object.fromEntries(types))
  const read = schema.safeParse(values)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new UsageError(`--${issue?.path.join('.')} ${issue?.message}`)
}

function parsed(words: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args: [...words], ...(options ? { options } : {}), allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
