import type { BulkAction } from '#shared/bulk'
import { counted, formatCount } from '../../format'
import { doingWords, doneWords } from '../dead-letters/action-words'

/** What an action came to as a title: 'Requeued 200 letters', 'Requeueing 120 of 412', 'Put back 200 letters'. */
export function outcomeTitle({ action, state, done, total, waiting, undone }: BulkAction): string {
  if (state === 'running') return `${doingWords[action.kind]} ${formatCount(total - waiting)} of ${formatCount(total)}`
  if (state === 'undoing') return `Putting back ${counted(undone + done, 'letter')}`
  if (state === 'undone') return `${doneWords(action, undone).title}, and put ${undone === 1 ? 'it' : 'them'} back`
  return doneWords(action, done).title
}

const stopped: Readonly<Record<NonNullable<BulkAction['stoppedBy']>, string>> = {
  person: 'You stopped it',
  crash: 'Trilane was closed before it ended',
  error: 'It could not go on',
}

/** What became of the others: 'Trilane was closed before it ended: 212 are as before. 3 left out.' '' where there are none. */
export function othersWords({ state, stoppedBy, waiting, skipped, failed, kept, message }: BulkAction): string {
  const isCut = state === 'stopped' && stoppedBy !== null
  const rest = waiting === 0 ? '' : `: ${formatCount(waiting)} ${waiting === 1 ? 'is' : 'are'} as before`
  return [
    ...(isCut ? [`${stopped[stoppedBy]}${rest}.`] : []),
    ...(isCut && message ? [message] : []),
    ...(skipped > 0 ? [`${formatCount(skipped)} left out.`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} could not be written.`] : []),
    ...(kept > 0 ? [`${formatCount(kept)} changed meanwhile and ${kept === 1 ? 'was' : 'were'} not put back.`] : []),
  ].join(' ')
}
