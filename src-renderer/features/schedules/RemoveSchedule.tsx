import { useState } from 'react'
import type { ScheduleView } from '#shared/schedule'
import { Button } from '../../ui/Button'
import { removeSchedule } from './schedule-actions'

type RemoveScheduleProps = { readonly schedule: ScheduleView; readonly onRemoved: () => void }

/** A template that is gone is gone, so it is asked once. */
export function RemoveSchedule({ schedule, onRemoved }: RemoveScheduleProps) {
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <Button look="danger" icon="discard" onClick={() => setAsked(true)}>
        Remove
      </Button>
    )
  return (
    <div className="flex items-center gap-2">
      <span className="text-xs text-ink-2">Its batches and results are kept.</span>
      <Button look="ghost" onClick={() => setAsked(false)} autoFocus>
        Keep it
      </Button>
      <Button look="danger" onClick={() => void removeSchedule(schedule).then((done) => done && onRemoved())}>
        Remove
      </Button>
    </div>
  )
}
