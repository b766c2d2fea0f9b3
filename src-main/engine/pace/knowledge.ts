import type { KnownLimit, KnownLimits } from '#shared/limits'

const names = ['requests', 'tokens', 'inputTokens', 'outputTokens', 'concurrency'] as const

/** A limit before it is known since when. */
export type Finding = Omit<KnownLimit, 'at'> | null
export type Findings = { readonly [N in (typeof names)[number]]: Finding } & Pick<
  KnownLimits,
  'tokenRatio' | 'outputTokensEach'
>

/** Keeps since when each limit is known as it is: what wavers by little is the same limit still. */
export function createKnowledge(stored: KnownLimits): {
  readonly update: (findings: Findings, at: number) => KnownLimits
  /** Whether the last update differs from what was last taken by so much that it is worth a write. */
  readonly takeChanged: () => boolean
} {
  let current = stored
  let taken = stored
  return {
    update: (findings, at) => {
      const dated = (name: (typeof names)[number]): KnownLimit | null => {
        const [found, before] = [findings[name], current[name]]
        if (!found) return null
        return before && isSame(before, found, 0.02) ? before : { ...found, at }
      }
      current = {
        requests: dated('requests'),
        tokens: dated('tokens'),
        inputTokens: dated('inputTokens'),
        outputTokens: dated('outputTokens'),
        concurrency: dated('concurrency'),
        tokenRatio: findings.tokenRatio,
        outputTokensEach: findings.outputTokensEach,
      }
      return current
    },
    takeChanged: () => {
      const limits = names.some((name) => {
        const [a, b] = [current[name], taken[name]]
        return a === null || b === null ? a !== b : !isSame(a, b, 0.05)
      })
      const means =
        !isNear(current.tokenRatio, taken.tokenRatio, 0.05) ||
        !isNear(current.outputTokensEach, taken.outputTokensEach, 0.2)
      if (limits || means) taken = current
      return limits || means
    },
  }
}

function isSame(a: Omit<KnownLimit, 'at'>, b: Omit<KnownLimit, 'at'>, share: number): boolean {
  return (
    a.source === b.source &&
    a.windowMs === b.windowMs &&
    isNear(a.value, b.value, share) &&
    isNear(a.burst, b.burst, Math.max(share, 0.1))
  )
}

function isNear(a: number | null, b: number | null, share: number): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) <= share * Math.max(a, b)
}
