import type { KnownLimit, KnownLimits, LimitOf, SetLimits } from '#shared/limits'
import type { Finding } from './knowledge'
import { nameOf } from './meter'
import type { ToldLimit } from './told'

export const minuteMs = 60_000

/** Of one limit: a person's, what headers tell (several windows of it, perhaps), what was measured a ms, and a preset that is kept to. */
export type Sources = {
  readonly set: SetLimits
  readonly told: readonly ToldLimit[]
  readonly measuredPerMs: number | null
  readonly preset: KnownLimit | null
}

/** The tightest of them, which is the one that binds; of windows that headers tell, the shortest. */
export function findingOf(of: LimitOf, { set, told, measuredPerMs, preset }: Sources): Finding {
  const found: Exclude<Finding, null>[] = []
  const person = of === 'requests' ? set.requestsPerMinute : of === 'tokens' ? set.tokensPerMinute : null
  if (person !== null) found.push({ value: person, windowMs: minuteMs, burst: null, source: 'set' })
  const shortest = told.toSorted((a, b) => a.windowMs - b.windowMs)[0]
  if (shortest) found.push({ ...shortest, source: 'headers' })
  if (measuredPerMs !== null)
    found.push({ value: measuredPerMs * minuteMs, windowMs: minuteMs, burst: null, source: 'measured' })
  if (preset) found.push({ value: preset.value, windowMs: preset.windowMs, burst: preset.burst, source: 'preset' })
  return found.reduce<Finding>((a, b) => (a === null || perMs(b) < perMs(a) * 0.999 ? b : a), null)
}

export function concurrencyFinding(set: SetLimits, preset: Partial<KnownLimits>, measured: number | null): Finding {
  const cap = capOf(set, preset)
  const base = { windowMs: null, burst: null }
  if (measured !== null && measured < (cap ?? Infinity)) return { ...base, value: measured, source: 'measured' }
  return cap === null ? null : { ...base, value: cap, source: set.concurrency === null ? 'preset' : 'set' }
}

/** A person knows better than a preset how many calls a server can run at once. */
export function capOf(set: SetLimits, preset: Partial<KnownLimits>): number | null {
  return set.concurrency ?? preset.concurrency?.value ?? null
}

export function perMs({ value, windowMs }: { readonly value: number; readonly windowMs: number | null }): number {
  return value / (windowMs ?? minuteMs)
}

/** What was known before a restart from this source. */
export function storedAs(known: KnownLimits, of: LimitOf, source: KnownLimit['source']): KnownLimit | null {
  const limit = known[nameOf[of]]
  return limit?.source === source ? limit : null
}
