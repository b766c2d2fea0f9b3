import type { SimulatorProfile } from './profile'
import { TokenBucket } from './token-bucket'

/** More models than anybody has; above it the first one's bucket starts anew. */
const mostBuckets = 1_000
/** Where the profile limits no tokens: shown and counted, never the limit that a call meets. One kind of 429 is enough to practise with. */
const tokensPerMinute = 2_000_000

type Pair = { readonly requests: TokenBucket; readonly tokens: TokenBucket }
/** What a call may do: go on when `waitMs` is 0, else try again after it, for want of `lacks`. */
export type Admission = { readonly waitMs: number; readonly lacks: 'requests' | 'tokens' }

/** The limits of every model, or of the account. `now` is in milliseconds that only rise. */
export class RateLimits {
  readonly #pairs = new Map<string, Pair>()
  constructor(
    private readonly rate: SimulatorProfile['rate'],
    private readonly now: () => number,
  ) {}

  /** A call that is refused takes nothing, of neither bucket. */
  take(model: string, tokens: number): Admission {
    const now = this.now()
    const pair = this.#pair(model)
    const forTokens = this.rate.tokens ? pair.tokens.wait(now, tokens) : 0
    const forRequests = pair.requests.wait(now, 1)
    if (forTokens > 0 || forRequests > 0) {
      return forTokens > forRequests
        ? { waitMs: forTokens, lacks: 'tokens' }
        : { waitMs: forRequests, lacks: 'requests' }
    }
    pair.requests.take(now)
    pair.tokens.drain(now, tokens)
    return { waitMs: 0, lacks: 'requests' }
  }

  closeFor(model: string, ms: number): void {
    this.#pair(model).requests.closeUntil(this.now() + ms)
  }

  /** OpenAI's headers, as they stand now; none where the profile gives no hints. */
  headers(model: string): Record<string, string> {
    if (!this.rate.hints) return {}
    const now = this.now()
    const headers: Record<string, string> = {}
    const { requests, tokens } = this.#pair(model)
    for (const [name, bucket] of [['requests', requests] as const, ['tokens', tokens] as const]) {
      const { limit, remaining, fullInMs } = bucket.state(now)
      headers[`x-ratelimit-limit-${name}`] = String(limit)
      headers[`x-ratelimit-remaining-${name}`] = String(remaining)
      headers[`x-ratelimit-reset-${name}`] = goDuration(fullInMs)
    }
    return headers
  }

  #pair(model: string): Pair {
    const scope = this.rate.scope === 'account' ? '' : model
    const known = this.#pairs.get(scope)
    if (known) return known
    if (this.#pairs.size >= mostBuckets) this.#pairs.clear()
    const now = this.now()
    const pair = {
      requests: new TokenBucket(this.rate.capacity, this.rate.refillPerSecond, now),
      tokens: new TokenBucket(
        this.rate.tokens?.capacity ?? tokensPerMinute,
        this.rate.tokens?.refillPerSecond ?? tokensPerMinute / 60,
        now,
      ),
    }
    this.#pairs.set(scope, pair)
    return pair
  }
}

/** As OpenAI writes its resets: `12ms`, `1s`, `6m0s`. */
export function goDuration(ms: number): string {
  const whole = Math.ceil(ms)
  if (whole < 1_000) return `${whole}ms`
  const minutes = Math.floor(whole / 60_000)
  const seconds = Number(((whole % 60_000) / 1_000).toFixed(3))
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`
}
