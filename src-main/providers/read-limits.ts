import type { LimitReading } from '#shared/limits'
import { durationMs, type HeaderMap } from './wait-hint'

/**
 * What an answer's headers say of the provider's limits; [] where they say nothing. OpenAI's names only: `x-ratelimit-limit-requests`,
 * `-remaining-`, `-reset-` and the same of `tokens` (provider wire facts, section 2.1).
 * @param now epoch ms @param _family whose limits they are
 */
export function readLimits(headers: HeaderMap, now: number, _family?: string): LimitReading[] {
  return (['requests', 'tokens'] as const).flatMap((of) => {
    const limit = count(headers.get(`x-ratelimit-limit-${of}`))
    const remaining = count(headers.get(`x-ratelimit-remaining-${of}`))
    if (limit === null && remaining === null) return []
    const resetMs = durationMs(headers.get(`x-ratelimit-reset-${of}`), now)
    return [{ of, limit, remaining, resetMs: resetMs === null || resetMs < 0 ? null : resetMs, windowMs: null }]
  })
}

function count(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null
}
