import type { Attempt } from '#shared/task'
import { counted, formatCount, formatDuration, formatUsd, missing } from '../../format'
import { shortStatus } from './group-words'

/** "3, over 3 m 20 s": from the first start to the last end; an attempt whose end nobody saw counts by its start. */
export function attemptsWords(attempts: readonly Attempt[]): string {
  const [first] = attempts
  if (!first) return 'none'
  const lastEnd = Math.max(...attempts.map(({ startedAt, endedAt }) => endedAt ?? startedAt))
  return `${formatCount(attempts.length)}, over ${formatDuration(lastEnd - first.startedAt)}`
}

/** More than this many ends are told by the last ones alone. */
const mostEnds = 6

/** "529, 429, 529": how each attempt ended, the oldest first. */
export function endedStatuses(attempts: readonly Attempt[]): string {
  if (attempts.length === 0) return missing
  const ends = attempts.slice(-mostEnds).map(({ failure, outcome }) => {
    if (failure) return shortStatus(failure)
    return outcome === 'lost' ? 'app closed' : missing
  })
  return [...(attempts.length > mostEnds ? ['…'] : []), ...ends].join(', ')
}

/** What came of attempts that did not succeed, in all; '' where nothing did. */
export function keptAnswerWords(attempts: readonly Attempt[]): string {
  const characters = attempts.reduce((sum, { answer }) => sum + (answer?.length ?? 0), 0)
  return characters === 0 ? '' : counted(characters, 'character')
}

/** Attempts that were sent and never answered: nobody but the provider knows what they cost. */
export function billedWords(attempts: readonly Attempt[]): string {
  const billed = attempts.filter(({ mayHaveBeenBilled }) => mayHaveBeenBilled)
  if (billed.length === 0) return 'no'
  const most = billed.reduce((sum, { costNano }) => sum + (costNano ?? 0), 0)
  return `${formatCount(billed.length)} of ${formatCount(attempts.length)}${most > 0 ? `, up to ${formatUsd(most)}` : ''}`
}
