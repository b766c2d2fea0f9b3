/** What a bucket says about itself after a call came, for the x-ratelimit headers. */
export type BucketState = {
  readonly limit: number
  readonly remaining: number // whole calls
  readonly fullInMs: number
}

/** A continuously refilled rate limit. Time is given to it, in any milliseconds that only rise. */
export class TokenBucket {
  #tokens: number
  #at: number
  #closedUntil = Number.NEGATIVE_INFINITY

  constructor(
    private readonly capacity: number,
    private readonly refillPerSecond: number,
    now: number,
  ) {
    this.#tokens = capacity
    this.#at = now
  }

  /** Takes what a call costs: 0 when it may go on, else the milliseconds until it could. */
  take(now: number, cost = 1): number {
    const waitMs = this.wait(now, cost)
    if (waitMs === 0) this.#tokens -= cost
    return waitMs
  }

  /** As `take`, and takes nothing. */
  wait(now: number, cost: number): number {
    this.#refill(now)
    if (now < this.#closedUntil) return this.#closedUntil - now
    return this.#tokens >= cost ? 0 : ((cost - this.#tokens) / this.refillPerSecond) * 1_000
  }

  /** Takes the cost, or what is there of it. */
  drain(now: number, cost: number): void {
    this.#refill(now)
    this.#tokens = Math.max(0, this.#tokens - cost)
  }

  /** Counts as empty until then, and has at that moment what it would have had anyway. */
  closeUntil(at: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, at)
  }

  state(now: number): BucketState {
    this.#refill(now)
    if (now < this.#closedUntil) return { limit: this.capacity, remaining: 0, fullInMs: this.#closedUntil - now }
    const fullInMs = ((this.capacity - this.#tokens) / this.refillPerSecond) * 1_000
    return { limit: this.capacity, remaining: Math.floor(this.#tokens), fullInMs }
  }

  #refill(now: number): void {
    const elapsed = Math.max(0, now - this.#at)
    this.#tokens = Math.min(this.capacity, this.#tokens + (elapsed / 1_000) * this.refillPerSecond)
    this.#at = Math.max(this.#at, now)
  }
}
