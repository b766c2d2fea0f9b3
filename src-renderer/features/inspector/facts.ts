import type { Attempt, TaskDetail } from '#shared/task'
import { formatCount, formatDuration, formatTokens, formatUsd } from '../../format'
import { usageWords } from '../spending/cost-words'
import { requestFields } from './request-fields'

export type Fact = { readonly name: string; readonly value: string; readonly code?: boolean }
const fact = (name: string, value: string | null | undefined, code = false): Fact[] =>
  value == null || value === '' ? [] : [{ name, value, code }]

/** What was read from an answer that succeeded. */
export function answerFacts({ result, attempts }: TaskDetail, attempt: Attempt): Fact[] {
  const isItsAnswer = attempt === attempts.findLast(({ outcome }) => outcome === 'succeeded')
  const own = isItsAnswer ? result : null
  return [
    ...fact('Model', own?.model ?? attempt.model),
    ...fact('Finish reason', own?.finishReason, true),
    ...fact('Request id', own?.requestId, true),
    ...fact('First byte after', attempt.firstByteMs === null ? null : formatDuration(attempt.firstByteMs)),
    ...fact('First token after', attempt.firstTokenMs == null ? null : formatDuration(attempt.firstTokenMs)),
    ...fact('Used', usageWords(attempt)),
    ...fact('Cost', attempt.costNano ? formatUsd(attempt.costNano) : null),
  ]
}

/** What a task's past comes to, beside its attempts. */
export function taskFacts({ task, attempts, result, revisions }: TaskDetail): Fact[] {
  const [first] = attempts
  const answered = attempts.findLast(({ outcome }) => outcome === 'succeeded')
  const last = attempts.at(-1)
  const waited = attempts.reduce((sum, { wait }) => sum + (wait?.ms ?? 0), 0)
  const request = revisions.at(-1)?.request
  return [
    ...fact('First token', answered?.firstTokenMs == null ? null : formatDuration(answered.firstTokenMs)),
    ...fact('Speed', answered ? speed(answered) : null),
    ...fact('Waited for a slot', first ? formatDuration(first.startedAt - task.createdAt) : null),
    ...fact('Waited for retries', waited > 0 ? formatDuration(waited) : null),
    ...(request
      ? requestFields(request).filter(({ name }) => name === 'Temperature' || name === 'Max output')
      : []
    ).flatMap(({ name, value }) => fact(name, value)),
    ...fact('Finish reason', result?.finishReason, true),
    ...fact('Request id', result?.requestId ?? last?.failure?.requestId, true),
  ]
}

/** '25.4 tokens/s', over the time in which they came; null for what ended at once. */
function speed({ tokensOut, startedAt, endedAt, firstTokenMs, firstByteMs }: Attempt): string | null {
  if (tokensOut === null || endedAt === null) return null
  const ms = endedAt - startedAt - (firstTokenMs ?? firstByteMs ?? 0)
  if (ms < 200) return null
  const perSecond = tokensOut / (ms / 1_000)
  return `${perSecond < 100 ? (Math.round(perSecond * 10) / 10).toLocaleString() : formatCount(Math.round(perSecond))} tokens/s`
}

/** The numbers over the full view; a dash is left out. */
export function figures({ task, attempts }: TaskDetail): { readonly label: string; readonly value: string }[] {
  const cost = attempts.reduce(
    (sum, { costNano, mayHaveBeenBilled }) => sum + (mayHaveBeenBilled ? 0 : (costNano ?? 0)),
    0,
  )
  return [
    ...(task.answerMs === null || task.cached ? [] : [{ label: 'answer time', value: formatDuration(task.answerMs) }]),
    ...(task.tokensIn === null ? [] : [{ label: 'tokens in', value: formatTokens(task.tokensIn) }]),
    ...(task.tokensOut === null ? [] : [{ label: 'tokens out', value: formatTokens(task.tokensOut) }]),
    ...(cost === 0 ? [] : [{ label: 'cost', value: formatUsd(cost) }]),
  ]
}
