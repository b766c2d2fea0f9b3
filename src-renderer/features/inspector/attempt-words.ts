import { firstKeyId } from '#shared/gate'
import type { ProviderView } from '#shared/provider'
import { assertNever } from '#shared/result'
import type { Attempt, Failure, OutcomeKind, TaskDetail, TaskView, Wait } from '#shared/task'
import { formatSpan } from '../../format'
import { attemptCostWords } from '../spending/cost-words'

/** What an attempt came to, in the ribbon and its line: the status, or a word. */
export function outcomeLabel({ outcome, failure }: Pick<Attempt, 'outcome' | 'failure'>): string {
  if (outcome === 'succeeded') return 'answered'
  if (outcome === 'cancelled') return 'cancelled'
  if (outcome === 'lost') return 'lost'
  if (failure?.status && failure.status >= 400) return String(failure.status) // a failure found in an answer has its word
  return failure?.code === 'timeout' ? 'timeout' : (failure?.code.replaceAll('_', ' ') ?? 'running')
}

/** The provider's own code, or ours. */
export const codeOf = (failure: Failure): string => failure.providerCode ?? failure.code

const noRetry: readonly OutcomeKind[] = ['rate_limited', 'held', 'blocked', 'lost', 'cancelled']
/** Whether it counts in 'try n of m'. */
export const counts = ({ outcome }: Pick<Attempt, 'outcome'>): boolean => outcome === null || !noRetry.includes(outcome)

/** What stands at the end of an attempt's line, where there is something to say. */
export function attemptNote(attempt: Attempt): string {
  const { outcome, mayHaveBeenBilled, progress } = attempt
  if (outcome === null) return progress === 'first_byte' ? 'answer is coming' : ''
  const cost = attemptCostWords(attempt)
  if (outcome === 'lost') return mayHaveBeenBilled ? `app closed or asleep; ${cost}` : 'app closed'
  const free = counts({ outcome }) || outcome === 'cancelled' ? '' : 'no retry spent'
  return cost === '' ? free : cost
}

type Placed = Pick<TaskView, 'model' | 'providerId'>

/** Whether a fallback was called in place of the task's own model. */
export const isStandIn = ({ model, providerId }: Attempt, task: Placed): boolean =>
  model !== task.model || (providerId !== undefined && providerId !== task.providerId)

/** 'gpt-5-mini of OpenAI stood in'; and which key, where the provider has several or it is not the first: 'key Team …x9Qa'. */
export function wayWords(attempt: Attempt, task: Placed, providers: readonly ProviderView[]): string[] {
  const provider = providers.find(({ id }) => id === (attempt.providerId ?? task.providerId))
  const name = provider?.name ?? attempt.providerId ?? task.providerId
  const standsIn = isStandIn(attempt, task)
  return [
    standsIn ? `${attempt.model} of ${name} ${attempt.outcome === null ? 'stands in' : 'stood in'}` : '',
    keyWords(attempt.keyId ?? firstKeyId, provider),
  ].filter(Boolean)
}

function keyWords(keyId: string, provider: ProviderView | undefined): string {
  const several = (provider?.keys.length ?? 0) > 1
  if (!several && keyId === firstKeyId) return ''
  const key = provider?.keys.find((each) => each.keyId === keyId)
  if (!key) return `key ${keyId}, not there any more`
  return `key ${key.name === '' ? '' : `${key.name} `}…${key.last4}`
}

const causes: Record<Wait['reason'], string> = {
  backoff: 'backoff of the lane before a retry',
  rate_limit: 'retry-after of the provider, no retry spent',
  outage: 'the provider was out for everyone, no retry spent',
}

/** The line of a wait, which names its cause. @param next the attempt that followed: one of another model may not have waited */
export function waitWords({ ms, reason, until }: Wait, over: boolean, next?: Attempt, task?: Placed): string {
  if (next && task && isStandIn(next, task) && next.startedAt < until)
    return `Closed for ${formatSpan(ms)}, so ${next.model} ${next.outcome === null ? 'stands in' : 'stood in'} at once`
  return `${over ? 'Waited' : 'Waits'} ${formatSpan(ms)}: ${causes[reason]}`
}

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
      return 'The answer is not what was asked for. What came is kept with its attempt. Another try may work.'
    case 'cut_off':
      return 'The answer reached its token limit. What came of it is kept with its attempt. Allow more output tokens, then requeue.'
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
