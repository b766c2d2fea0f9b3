import type { KnownLimits } from '#shared/limits'
import type { Usage } from '#shared/task'

export type Tokens = { readonly input: number; readonly output: number }

/** Characters of one token of English text and code with the tokenizers of today, before anything was learned. */
const charsPerToken = 3.7
const outputAtFirst = 500
/** Answers differ in length; what was put by too much comes back when the answer is there. */
const outputMargin = 1.25
/** How much the newest answer weighs; the first ones weigh more, so that the mean does not cling to where it began. */
const weight = 0.1

export type Estimator = {
  readonly estimate: (chars: number, maxOutput: number | null) => Tokens
  /** `reserved`: what had been put by for the call that came to this usage. `ratio`: `ratio()` as it was then. */
  readonly learn: (reserved: Tokens, ratio: number, usage: Usage) => void
  readonly ratio: () => number
  readonly learned: () => Pick<KnownLimits, 'tokenRatio' | 'outputTokensEach'>
}

/** How many tokens a call will use, from the length of its text and from what earlier calls came to. */
export function createEstimator(known: Pick<KnownLimits, 'tokenRatio' | 'outputTokensEach'>): Estimator {
  let { tokenRatio, outputTokensEach } = known
  let inputs = tokenRatio === null ? 0 : 1 / weight
  let outputs = outputTokensEach === null ? 0 : 1 / weight
  const ratio = () => tokenRatio ?? 1
  return {
    estimate: (chars, maxOutput) => ({
      input: Math.max(1, Math.ceil((chars / charsPerToken) * ratio())),
      output: outputOf(maxOutput),
    }),
    learn: (reserved, ratioThen, { tokensIn, tokensOut }) => {
      if (tokensIn !== null && tokensIn > 0 && reserved.input > 0) {
        const sample = Math.min(Math.max((tokensIn / reserved.input) * ratioThen, 0.05), 20) // an image is many tokens and no text
        inputs += 1
        tokenRatio = ratio() + (sample - ratio()) * Math.max(weight, 1 / inputs)
      }
      if (tokensOut !== null && tokensOut >= 0) {
        outputs += 1
        const before = outputTokensEach ?? tokensOut
        outputTokensEach = before + (tokensOut - before) * Math.max(weight, 1 / outputs)
      }
    },
    ratio,
    learned: () => ({ tokenRatio, outputTokensEach }),
  }

  function outputOf(maxOutput: number | null): number {
    if (outputTokensEach === null) return maxOutput ?? outputAtFirst
    return Math.min(maxOutput ?? Number.POSITIVE_INFINITY, Math.ceil(outputTokensEach * outputMargin))
  }
}
