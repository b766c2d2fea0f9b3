import { z } from 'zod'
import { Growth, Jitter, LanePolicy, PolicyOverride } from '#shared/lane'

export const whole = z.string().regex(/^\d+$/, 'takes a whole number').transform(Number)
const { retries, delayMs, maxDelayMs, retryForMs } = LanePolicy.shape
const oneOf = (words: readonly string[]) => `is ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

/** The rules of its own that a batch may be given, as options of a command. */
export const policyOptions = {
  retries: whole.pipe(retries).optional(),
  'delay-ms': whole.pipe(delayMs).optional(),
  backoff: z.enum(Growth.options, { error: oneOf(Growth.options) }).optional(),
  jitter: z.enum(Jitter.options, { error: oneOf(Jitter.options) }).optional(),
  'max-delay-ms': whole.pipe(maxDelayMs).optional(),
  'retry-for-ms': whole.pipe(retryForMs.unwrap().unwrap()).optional(),
}
const Values = z.object(policyOptions)
type Values = z.output<typeof Values>

export const policyUsage = `  --retries N                of one prompt, and how it waits before each (as its lane does)
  --delay-ms N               the wait before the first
  --backoff fixed|linear|exponential               how the wait grows
  --jitter around|none|full|equal|decorrelated     how it is spread
  --max-delay-ms N           the longest wait
  --retry-for-ms N           no retry starts later than this after the first try`

/** What was asked for, and nothing else: all other rules stay those of the lane. */
export function policyOf(values: Values): PolicyOverride {
  const asked = {
    ...{ retries: values.retries, delayMs: values['delay-ms'], backoff: values.backoff, jitter: values.jitter },
    ...{ maxDelayMs: values['max-delay-ms'], retryForMs: values['retry-for-ms'] },
  }
  return PolicyOverride.parse(Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)))
}

/** The same as it was written: '--retries 2'. */
export const policyWords = (values: Values): string[] =>
  Object.keys(policyOptions).flatMap((name) => {
    const value = values[name as keyof Values]
    return value === undefined ? [] : `--${name} ${value}`
  })
