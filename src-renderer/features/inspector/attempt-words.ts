import { assertNever } from '#shared/result'
import type { Attempt, Failure, OutcomeKind, TaskDetail, Wait } from '#shared/task'
import { formatSpan } from '../../format'

/** What an attempt came to, in the ribbon and its line: the status, or a word. */
export function outcomeLabel({ outcome, failure }: Pick<Attempt, 'outcome' | 'failure'>): string {
  if (outcome === 'succeeded') return 'answered'
  if (outcome === 'cancelled') return 'cancelled'
  if (outcome === 'lost') return 'lost'
  if (failure?.status) return String(failure.status)
  return failure?.code === 'timeout' ? 'timeout' : (failure?.code.replaceAll('_', ' ') ?? 'running')
}

/** The provider's own code, or ours. */
export const codeOf = (failure: Failure): string => failure.providerCode ?? failure.code

const noRetry: readonly OutcomeKind[] = ['rate_limited', 'held', 'blocked', 'lost', 'cancelled']
/** Whether it counts in 'try n of m'. */
export const counts = ({ outcome }: Pick<Attempt, 'outcome'>): boolean => outcome === null || !noRetry.includes(outcome)

/** What stands at the end of an attempt's line, where there is something to say. */
export function attemptNote({ outcome, mayHaveBeenBilled, progress }: Attempt): string {
  if (outcome === null) return progress === 'first_byte' ? 'answer is coming' : ''
  if (outcome === 'lost') return mayHaveBeenBilled ? 'app closed or asleep; may have been billed' : 'app closed'
  const free = counts({ outcome }) || outcome === 'cancelled' ? '' : 'no retry spent'
  return mayHaveBeenBilled ? 'may have been billed' : free
}

const causes: Record<Wait['reason'], string> = {
  backoff: 'backoff of the lane before a retry',
  rate_limit: 'retry-after of the provider, no retry spent',
  outage: 'the provider was out for everyone, no retry spent',
}

/** The line of a wait, which names its cause. */
export const waitWords = ({ ms, reason }: Wait, over: boolean): string =>
  `${over ? 'Waited' : 'Waits'} ${formatSpan(ms)}: ${causes[reason]}`

/** What a failure means, and what may cure it. */
export function failureMeaning({ code }: Failure): string {
  switch (code) {
    case 'timeout':
      return 'No answer came in time. A longer timeout, a shorter prompt or another try may help.'
    case 'connection':
      return 'The provider could not be reached. Another try works once the network or the server is back.'
    case 'server_error':
      return 'The provider failed on its own side. Another try is likely to work.'
    case 'overloaded':
      return 'The provider was too busy. Another try is likely to work later.'
    case 'rate_limited':
      return 'The provider asks for a slower pace. It costs no retry.'
    case 'auth':
      return 'The provider refused the key. Fix the key under Providers first.'
    case 'quota':
      return 'The account has no quota left. Raise it at the provider first.'
    case 'model':
      return 'The provider has no such model. It fails again until another model is chosen.'
    case 'context_length':
      return 'The prompt is longer than the model takes. It fails again unless it is shortened.'
    case 'content_policy':
      return 'The provider refuses this content. It fails again unless the prompt is edited.'
    case 'bad_request':
      return 'The provider does not accept this request. It fails again unless it is edited.'
    case 'invalid_answer':
      return 'The answer could not be read. Another try may work.'
    case 'cut_off':
      return 'The answer reached its token limit. What came of it is kept below. Allow more output tokens, then requeue.'
    case 'blocked':
      return 'Nothing of it was sent or billed. The tasks that it needs are listed below, each a way there.'
    case 'poison':
      return 'Look at its prompt first, for instance whether it is very large. Then edit or discard it, or requeue it to try once more.'
    default:
      return assertNever(code)
  }
}

/** What happens next, for a task that is still being tried; null when nothing needs saying. */
export function outlook({ task }: TaskDetail, retries: number): string | null {
  if (task.state.kind !== 'running' && task.state.kind !== 'backing_off') return null
  if (task.retriesUsed < retries) return null
  return task.state.kind === 'running'
    ? 'If this try fails, the task moves to Dead letters with its prompt and every attempt.'
    : 'One try is left. If it fails, the task moves to Dead letters with its prompt and every attempt.'
}
