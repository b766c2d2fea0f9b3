import type { BulkAction } from '#shared/bulk'
import { formatCount } from '../../format'
import { useStore } from '../../state/store'
import { takeBack } from '../letter-actions/take-back'
import { doneWords } from './action-words'

/** Tells what an action came to, and offers to take it back. */
export function tellEnded(ended: BulkAction): void {
  const { id, action, total, done, skipped, failed, waiting, stoppedBy, message } = ended
  const { toast, announce } = useStore.getState()
  const { title, detail } = doneWords(action, done)
  const rest = [
    ...(skipped > 0 ? [`${formatCount(skipped)} left out.`] : []),
    ...(failed > 0
      ? [`${formatCount(failed)} could not be written and ${failed === 1 ? 'is' : 'are'} as before.`]
      : []),
    ...(waiting > 0 ? [`${formatCount(waiting)} were not reached.`] : []),
    ...(stoppedBy === 'error' && message ? [message] : []),
  ]
  announce(`${title}.`)
  toast({
    kind: failed > 0 || stoppedBy === 'error' ? 'error' : done === 0 ? 'info' : 'done',
    title: stoppedBy === null ? title : `Stopped: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    detail: [detail, ...rest].filter(Boolean).join(' '),
    ...(failed + skipped > 0 && total > 1
      ? { more: { label: 'Which', run: () => useStore.getState().openLetterActions(id) } }
      : {}),
    ...(done > 0 ? { undo: () => void takeBack(ended) } : {}),
  })
}
