import type { Overview } from '#shared/overview'
import type { RuleAction, RuleEvent, RuleInput, RuleMatch } from '#shared/rule'
import type { FailureCode } from '#shared/task'
import { formatCount } from '../../format'

/** What a letter dies of, as the end of a sentence. */
export const deathWords: Readonly<Record<FailureCode, string>> = {
  timeout: 'a timeout',
  connection: 'a lost connection',
  server_error: 'a server error',
  overloaded: 'an overload',
  rate_limited: 'a rate limit',
  auth: 'a refused key',
  quota: 'a used-up quota',
  model: 'a model that is not there',
  context_length: 'a prompt that is too long',
  content_policy: 'a refusal',
  bad_request: 'a request that is not accepted',
  invalid_answer: 'an answer that cannot be used',
  cut_off: 'an answer that was cut off',
  blocked: 'a task before it that failed',
  poison: 'crashes of the app',
}

const units = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const

/** '10 minutes', '1 day'. */
function spanWords(ms: number): string {
  const [size, name] = units.find(([unit]) => ms >= unit && ms % unit === 0) ?? [1_000, 'second']
  const count = Math.round(ms / size)
  return `${formatCount(count)} ${name}${count === 1 ? '' : 's'}`
}
const timesWords = (n: number): string => (n === 1 ? 'at most once' : n === 2 ? 'at most twice' : `at most ${n} times`)

function actWords(action: RuleAction): string {
  switch (action.kind) {
    case 'requeue': {
      const after = action.afterMs === 0 ? 'requeue it at once' : `requeue it after ${spanWords(action.afterMs)}`
      return `${after}${action.target ? ` with ${action.target.model}` : ''}, ${timesWords(action.atMost)}`
    }
    case 'label':
      return `label it “${action.label}”`
    case 'notify':
      return 'tell me'
  }
}

type Known = Pick<Overview, 'providers' | 'batches'> | null
const providerName = (known: Known, id: string) =>
  known?.providers.find((provider) => provider.id === id)?.name ?? 'a provider that was removed'

function whose({ providerId, model, batchId, label }: RuleMatch, known: Known): string {
  const called = [providerId === undefined ? '' : providerName(known, providerId), model ?? '']
    .filter(Boolean)
    .join(' ')
  const batch = batchId === undefined ? undefined : known?.batches.find(({ id }) => id === batchId)
  return [
    called === '' ? '' : ` of ${called}`,
    batchId === undefined ? '' : ` in ${batch?.name ?? 'a batch that is gone'}`,
    label === undefined ? '' : ` labelled “${label}”`,
  ].join('')
}

/** A rule as one sentence. @param title what the group that it names is called */
export function ruleSentence({ match, actions }: Pick<RuleInput, 'match' | 'actions'>, known: Known): string {
  const { code, status, cause } = match
  const death = code === undefined ? 'dies' : `dies of ${deathWords[code]}`
  const answered = status === undefined ? '' : ` with status ${status}`
  const group = cause === undefined ? '' : ', as its group did'
  const words = actions.map(actWords)
  const last = words.at(-1)
  const acts = words.length > 1 ? `${words.slice(0, -1).join(', ')}, and ${last}` : last
  return `When a letter${whose(match, known)} ${death}${answered}${group}, ${acts ?? 'do nothing'}.`
}

/** What it is called where nobody gave it a name: 'OpenAI gpt-4o-mini, a timeout'. */
export function usualName(match: RuleMatch, known: Known): string {
  const called = whose(match, known)
    .replace(/^ (of|in) /, '')
    .trim()
  const death = match.code === undefined ? 'any cause' : deathWords[match.code]
  return (called === '' ? `Letters of ${death}` : `${called}, ${death}`).slice(0, 200)
}

export const eventWords: Readonly<Record<RuleEvent, string>> = {
  requeued: 'Requeued',
  labelled: 'Labelled',
  notified: 'Told you',
  skipped: 'Left alone',
  gave_up: 'Gave up',
  stopped: 'Stopped itself',
}
