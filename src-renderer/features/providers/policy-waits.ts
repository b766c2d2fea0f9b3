import type { LanePolicy } from '#shared/lane'
import { assertNever } from '#shared/result'

/** How long a task waits before a retry: at least, in the middle, and at most, in milliseconds. */
export type WaitRange = { readonly lowMs: number; readonly ms: number; readonly highMs: number }
type Delays = Pick<LanePolicy, 'delayMs' | 'backoff' | 'jitter' | 'maxDelayMs' | 'retries'>

const growth = { fixed: () => 1, linear: (retry: number) => retry, exponential: (retry: number) => 2 ** (retry - 1) }
const mostDoublings = 32

/** The waits before the first `count` retries, as the engine draws them. */
export function waitRanges({ delayMs, backoff, jitter, maxDelayMs }: Delays, count: number): WaitRange[] {
  const capped = (lowMs: number, ms: number, highMs: number): WaitRange => ({
    ...{ lowMs: Math.min(lowMs, maxDelayMs), ms: Math.min(ms, maxDelayMs), highMs: Math.min(highMs, maxDelayMs) },
  })
  let last = { ms: delayMs, highMs: delayMs } // which the next decorrelated wait grows from
  return Array.from({ length: count }, (_, index) => {
    const stated = delayMs * growth[backoff](Math.min(index + 1, backoff === 'exponential' ? mostDoublings : count))
    const cut = Math.min(stated, maxDelayMs)
    switch (jitter) {
      case 'none':
        return capped(stated, stated, stated)
      case 'around':
        return capped(Math.min(stated, maxDelayMs) * 0.5, Math.min(stated, maxDelayMs * 0.75), stated * 1.5)
      case 'full':
        return capped(0, cut / 2, cut)
      case 'equal':
        return capped(cut / 2, cut * 0.75, cut)
      case 'decorrelated': {
        last = capped(delayMs, (delayMs + last.ms * 3) / 2, last.highMs * 3)
        return { lowMs: Math.min(delayMs, maxDelayMs), ms: last.ms, highMs: last.highMs }
      }
      default:
        return assertNever(jitter)
    }
  })
}
