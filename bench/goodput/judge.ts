import type { EndedCall } from '#providers/simulator/stats'

/** A call as the provider's log has it; `prompt` names its text. */
export type LoggedCall = Pick<EndedCall, 'at' | 'endedAt' | 'ending'> & { readonly prompt: string }

export type Figures = {
  readonly prompts: number
  readonly calls: number
  readonly successes: number // prompts that were answered at least once, by the log
  readonly rateLimited: number
  /** Prompts without an answer: by the log, or by the contender itself where it has fewer. */
  readonly lost: number
  readonly wallMs: number // from the first call to the last answer
  readonly overMinimum: number // of the minimum for as many prompts as were answered
  readonly rateLimitedPerSuccess: number
  /** 429s among the calls that came after a quarter of the prompts had been answered, to those calls. */
  readonly rateLimitedLearned: number
  readonly callsPerSuccess: number
  /** The most calls that came within 100 ms. */
  readonly burst: number
}

/** What share of the prompts a contender may learn the limits from. */
const learningShare = 0.25
const burstMs = 100

/**
 * Reads the provider's log. Ratios are NaN where nothing succeeded.
 * @param prompts the names of all prompts
 * @param claimed how many answers the contender says that it has
 * @param minimum the provider's least time for those prompts, ms
 */
export function figuresOf(
  log: readonly LoggedCall[],
  prompts: readonly string[],
  claimed: number,
  minimum: (answered: ReadonlySet<string>) => number,
): Figures {
  const answers = log.filter(({ ending }) => ending === 'answered').toSorted((a, b) => a.endedAt - b.endedAt)
  const answered = new Set<string>()
  let learnedAt = Number.POSITIVE_INFINITY
  const enough = Math.ceil(prompts.length * learningShare)
  for (const { prompt, endedAt } of answers) {
    answered.add(prompt)
    if (answered.size >= enough) learnedAt = Math.min(learnedAt, endedAt)
  }
  const refused = log.filter(({ ending }) => ending === 'rate_limited')
  const later = log.filter(({ at }) => at > learnedAt)
  const successes = prompts.filter((prompt) => answered.has(prompt)).length
  const wallMs = (answers.at(-1)?.endedAt ?? Number.NaN) - Math.min(...log.map(({ at }) => at))
  return {
    prompts: prompts.length,
    calls: log.length,
    successes,
    rateLimited: refused.length,
    lost: prompts.length - Math.min(successes, claimed),
    wallMs,
    overMinimum: successes === 0 ? Number.NaN : wallMs / minimum(answered),
    rateLimitedPerSuccess: refused.length / successes,
    rateLimitedLearned: later.filter(({ ending }) => ending === 'rate_limited').length / later.length,
    callsPerSuccess: log.length / successes,
    burst: burstOf(log.map(({ at }) => at).toSorted((a, b) => a - b)),
  }
}

function burstOf(moments: readonly number[]): number {
  let [most, from] = [0, 0]
  for (const [index, at] of moments.entries()) {
    while ((moments[from] ?? at) <= at - burstMs) from += 1
    most = Math.max(most, index - from + 1)
  }
  return most
}
