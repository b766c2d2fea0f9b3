import { useState } from 'react'
import type { WatchView } from '#shared/watch'
import { Button } from '../../ui/Button'
import { removeWatch } from './watch-actions'

type RemoveWatchProps = { readonly watch: WatchView; readonly onRemoved: () => void }

/** What was set and which files were taken is forgotten, so it is asked once. */
export function RemoveWatch({ watch, onRemoved }: RemoveWatchProps) {
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <Button look="danger" icon="discard" onClick={() => setAsked(true)}>
        Stop watching
      </Button>
    )
  return (
    <div className="flex items-center gap-2">
      <span className="text-xs text-ink-2">
        Its files, batches and results are kept.
        {watch.options.dayBudget !== null && ' What its budget of a day holds goes on.'}
      </span>
      <Button look="ghost" onClick={() => setAsked(false)} autoFocus>
        Keep it
      </Button>
      <Button look="danger" onClick={() => void removeWatch(watch).then((done) => done && onRemoved())}>
        Stop watching
      </Button>
    </div>
  )
}
