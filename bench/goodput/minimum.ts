import { fateOf } from '#providers/simulator/fate'
import type { SimulatorProfile } from '#providers/simulator/profile'
import { tokensOf } from '#providers/simulator/wire'

/** What is asked of the provider at least: every prompt once more for each fault that its first calls meet. */
export type Need = { readonly calls: number; readonly tokens: number }

/**
 * The calls that a contender needs which is never refused, and the tokens that they take of a limit on tokens. Which of them meet a fault is
 * the seed's decision, and the same for all contenders.
 * @param tokensEach of prompt and answer, in the prompts' order
 */
export function needOf(
  prompts: readonly string[],
  model: string,
  profile: SimulatorProfile,
  tokensEach: readonly number[],
): Need {
  let [calls, tokens] = [0, 0]
  for (const [index, content] of prompts.entries()) {
    for (let occurrence = 1; ; occurrence++) {
      calls += 1
      tokens += tokensEach[index] ?? tokensOf(content)
      if (fateOf({ model, content, occurrence, isEmbedding: false }, profile).fault === null) break
    }
  }
  return { calls, tokens }
}

/**
 * The least time in which the provider lets that through, from the first call to the last answer, in milliseconds. A bucket of capacity C
 * that is refilled by r a second has let at most C + r × t through by the second t, so the last of N is let through at (N − C) / r at the
 * earliest, for requests and for tokens alike; then it takes its latency. An outage, in which the buckets stand still, adds its length when
 * it begins before that.
 */
export function minimumMs({ calls, tokens }: Need, { rate, latency, outage }: SimulatorProfile): number {
  const byRequests = ((calls - rate.capacity) / rate.refillPerSecond) * 1_000
  const byTokens = rate.tokens ? ((tokens - rate.tokens.capacity) / rate.tokens.refillPerSecond) * 1_000 : 0
  const lastAt = Math.max(0, byRequests, byTokens)
  const outMs = outage && outage.afterMs < lastAt ? outage.forMs : 0
  return lastAt + outMs + latency.fast.minMs
}
