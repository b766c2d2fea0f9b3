import { useState } from 'react'
import type { BulkAction } from '#shared/bulk'
import { formatDayTime } from '../../format'
import { Button } from '../../ui/Button'
import { doneWords } from '../dead-letters/action-words'
import { canUndo, goOn, isUnfinished } from './action-commands'
import { LeftOut } from './LeftOut'
import { othersWords, outcomeTitle } from './outcome-words'
import { takeBack } from './take-back'

type ActionRowProps = { readonly action: BulkAction; readonly startsOpen: boolean }

/** One action: what it came to, what it did not do and why, and what can still be done about it. */
export function ActionRow({ action, startsOpen }: ActionRowProps) {
  const [isOpen, setOpen] = useState(startsOpen)
  const others = othersWords(action)
  const hasLeftOut = action.failed + action.skipped + action.kept > 0
  const title = outcomeTitle(action)
  const detail = action.done > 0 ? doneWords(action.action, action.done).detail : ''
  return (
    <li className="border-t border-line px-5 py-2.5 text-xs first:border-t-0">
      <div className="flex items-start gap-3">
        <span className="tn w-[76px] shrink-0 py-0.5 whitespace-nowrap text-ink-3">
          {formatDayTime(action.endedAt ?? action.createdAt)}
        </span>
        <span className="min-w-0 flex-1 py-0.5">
          <b className="block font-medium text-ink wrap-break-word">{title}</b>
          {others && <span className="block text-ink-2 wrap-break-word">{others}</span>}
          {!others && detail && <span className="block text-ink-3 wrap-break-word">{detail}</span>}
        </span>
        <span className="flex shrink-0 gap-1">
          {hasLeftOut && (
            <Button
              size="sm"
              look="ghost"
              aria-expanded={isOpen}
              aria-label={`${isOpen ? 'Hide' : 'Show'} which: ${title}`}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? 'Hide' : 'Which'}
            </Button>
          )}
          {isUnfinished(action) && (
            <Button size="sm" aria-label={`Go on: ${title}`} onClick={() => void goOn(action)}>
              Go on
            </Button>
          )}
          {canUndo(action) && (
            <Button
              size="sm"
              look="ghost"
              icon="undo"
              aria-label={`Undo: ${title}`}
              onClick={() => void takeBack(action)}
            >
              Undo
            </Button>
          )}
        </span>
      </div>
      {isOpen && hasLeftOut && <LeftOut action={action} />}
    </li>
  )
}
