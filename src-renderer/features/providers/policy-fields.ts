import { type LanePolicy, longestDelayMs } from '#shared/lane'
import { durationText, parseDuration } from './duration-text'

/** What is set by typing a number or a time. */
export type PolicyField =
  | 'concurrency'
  | 'retries'
  | 'delayMs'
  | 'maxDelayMs'
  | 'timeoutMs'
  | 'firstTokenMs'
  | 'stallMs'
  | 'retryForMs'
type Read = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly advice: string }
type FieldSpec = {
  readonly kind: 'count' | 'duration'
  readonly least: number
  readonly most: number
}

/** The bounds of the contract's LanePolicy. A year is no bound of the contract, but beyond it is a typing error. */
const specs: Record<PolicyField, FieldSpec> = {
  concurrency: { kind: 'count', least: 1, most: 100 },
  retries: { kind: 'count', least: 0, most: 100 },
  delayMs: { kind: 'duration', least: 0, most: longestDelayMs },
  maxDelayMs: { kind: 'duration', least: 0, most: longestDelayMs },
  timeoutMs: { kind: 'duration', least: 1, most: longestDelayMs },
  firstTokenMs: { kind: 'duration', least: 1, most: longestDelayMs },
  stallMs: { kind: 'duration', least: 1, most: longestDelayMs },
  retryForMs: { kind: 'duration', least: 1, most: 365 * 86_400_000 },
}

export const fieldText = (field: PolicyField, value: number): string =>
  specs[field].kind === 'count' ? String(value) : durationText(value)

/** What was typed, as a value, or why it is none and what to type instead. */
export function readField(field: PolicyField, text: string): Read {
  const { kind, least, most } = specs[field]
  const value = kind === 'duration' ? parseDuration(text) : /^\d+$/.test(text.trim()) ? Number(text) : null
  if (value === null)
    return {
      ok: false,
      advice: kind === 'count' ? `A whole number from ${least} to ${most}.` : 'A time, such as 1.5 s or 10 min.',
    }
  if (value >= least && value <= most) return { ok: true, value }
  if (kind === 'count') return { ok: false, advice: `From ${least} to ${most}.` }
  if (value < least) return { ok: false, advice: 'Longer than 0.' }
  return { ok: false, advice: field === 'retryForMs' ? 'A year at most.' : '24 days at most.' }
}

/** What is allowed but perhaps not meant. */
export function policyAdvice({ delayMs, maxDelayMs, retries }: LanePolicy): string | null {
  if (retries > 0 && maxDelayMs < delayMs)
    return `Shorter than the delay: every wait is cut to ${durationText(maxDelayMs)}.`
  return null
}

/** The same of a limit within the whole call's. */
export function withinAdvice(ms: number | null, { timeoutMs }: Pick<LanePolicy, 'timeoutMs'>): string | null {
  return ms !== null && ms >= timeoutMs ? 'the whole call ends first' : null
}

/** Whether two policies say the same, in whatever order their parts stand. */
export const samePolicy = (a: LanePolicy, b: LanePolicy): boolean => sorted(a) === sorted(b)

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
