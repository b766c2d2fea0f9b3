import type { KnownLimits, LimitOf } from '#shared/limits'
import { createBucket } from './bucket'
import type { Tokens } from './estimate'
import type { SlidingWindow } from './window'

export const limitsOf = ['requests', 'tokens', 'input_tokens', 'output_tokens'] as const satisfies readonly LimitOf[]

/** Where a limit stands in what is known. */
export const nameOf = {
  requests: 'requests',
  tokens: 'tokens',
  input_tokens: 'inputTokens',
  output_tokens: 'outputTokens',
} as const satisfies Record<LimitOf, keyof KnownLimits>

/** How much of a limit one call uses. */
export function amountOf(of: LimitOf, { input, output }: Tokens): number {
  switch (of) {
    case 'requests':
      return 1
    case 'tokens':
      return input + output
    case 'input_tokens':
      return input
    case 'output_tokens':
      return output
  }
}

/** A limit that nobody confirms while it is used. */
export type Meter = {
  readonly waitMs: (now: number, amount: number) => number
  readonly take: (now: number, amount: number) => void
  readonly give: (now: number, amount: number) => void
  readonly empty: (now: number) => void
}

/**
 * Evenly, about a second's worth at a moment where no burst is told, and never more than the limit in any window, wherever that begins.
 * `used`: what was used within the window so far, kept by the caller for all meters of that length.
 */
export function createMeter(
  now: number,
  of: { value: number; windowMs: number; burst: number | null },
  used: SlidingWindow,
): Meter {
  const ratePerMs = of.value / of.windowMs
  const burst = Math.max(Math.min(1, of.value), Math.min(of.burst ?? ratePerMs * 1_000, of.value))
  const capacity = Math.max(burst, Number.MIN_VALUE)
  const bucket = createBucket({ ratePerMs, capacity, level: capacity, now })
  return {
    waitMs: (at, amount) => Math.ceil(Math.max(bucket.waitMs(at, amount), used.waitMs(at, amount, of.value))),
    take: bucket.take,
    give: bucket.give,
    empty: (at) => bucket.clamp(at, Number.NEGATIVE_INFINITY, Math.min(1, capacity)),
  }
}
