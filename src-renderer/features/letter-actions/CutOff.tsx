import { useState } from 'react'
import type { BulkId } from '#shared/bulk'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { StateGlyph } from '../../ui/StateGlyph'
import { goOn, isUnfinished } from './action-commands'
import { othersWords, outcomeTitle } from './outcome-words'
import { useActions } from './use-actions'

/** The actions that the end of the app cut off: nothing of them goes on by itself. */
export function CutOff() {
  const [seen, setSeen] = useState<ReadonlySet<BulkId>>(new Set())
  const actions = useActions() ?? []
  const cut = actions.filter((action) => isUnfinished(action) && action.stoppedBy === 'crash' && !seen.has(action.id))
  if (cut.length === 0) return null
  return (
    <ul aria-label="Cut off" className="shrink-0 border-b border-line px-4 py-1">
      {cut.map((action) => (
        <li key={action.id} className="flex min-h-8 items-center gap-2 text-xs">
          <StateGlyph glyph="cancelled" label="Stopped" size={14} />
          <span className="min-w-0 flex-1 truncate text-ink-2">
            <b className="font-medium text-ink">{outcomeTitle(action)}.</b> {othersWords(action)}
          </span>
          <Button size="sm" onClick={() => void goOn(action)}>
            Go on
          </Button>
          <IconButton
            icon="close"
            size="sm"
            label={`Put away: ${outcomeTitle(action)}`}
            onClick={() => setSeen(new Set([...seen, action.id]))}
          />
        </li>
      ))}
    </ul>
  )
}
