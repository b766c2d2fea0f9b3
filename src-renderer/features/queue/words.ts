import type { LanePolicy } from '#shared/lane'
import type { Failure, FailureCode } from '#shared/task'
import { counted, formatSpan } from '../../format'

/** The lane's retry policy in its row: '1 s apart, 3 retries'. */
export function policyWords({ backoff, delayMs, retries }: LanePolicy): string {
  const tries = retries === 0 ? 'no retries' : counted(retries, 'retry', 'retries')
  return `${formatSpan(delayMs)} ${growthWords[backoff]}, ${tries}`
}

const growthWords: Record<LanePolicy['backoff'], string> = {
  fixed: 'apart',
  linear: 'growing',
  exponential: 'doubling',
}
const small = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten']

/** A small number as it starts a sentence. */
export const countWord = (count: number): string => small[count] ?? String(count)

/** What the lane does, for a person who sees it for the first time. */
export function laneSentence(name: 'fast' | 'heavy', { concurrency, delayMs, backoff, retries }: LanePolicy): string {
  const many = countWord(concurrency)
  const what =
    name === 'fast'
      ? concurrency === 1
        ? 'short prompt'
        : 'short prompts'
      : concurrency === 1
        ? 'long one'
        : 'long ones'
  if (retries === 0) return `${many} ${what} at once. A failed try is not repeated.`
  const waits =
    backoff !== 'fixed' && retries > 1 ? `${formatSpan(delayMs)}, then ${formatSpan(delayMs * 2)}` : formatSpan(delayMs)
  return `${many} ${what} at once. A failed try waits about ${waits}.`
}

/** A failure in one or two words, for the fingerprint of the dead letters and the clock column. */
export const shortFailure: Record<FailureCode, string> = {
  timeout: 'timed out',
  connection: 'no answer',
  server_error: 'server error',
  overloaded: 'overloaded',
  rate_limited: 'rate limit',
  auth: 'key',
  quota: 'quota',
  model: 'no model',
  context_length: 'too long',
  content_policy: 'refused',
  bad_request: 'bad request',
  invalid_answer: 'bad answer',
  cut_off: 'cut off',
  blocked: 'blocked',
  poison: 'set aside',
}

/** What stands where the clock was: the status the provider gave, or the failure's word; never a bare 'failed'. */
export const lastStatus = ({ status, code }: Failure): string =>
  status === null || status < 400 ? shortFailure[code] : String(status)
