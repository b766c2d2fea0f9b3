import type { ScheduleView } from '#shared/schedule'
import { Button } from '../../ui/Button'
import { ScheduleForm } from './ScheduleForm'
import { useScheduleForm } from './use-schedule-form'

type AddScheduleProps = { readonly onSaved: (saved: ScheduleView) => void; readonly onCancel: () => void }

/** A schedule that is not there yet. */
export function AddSchedule({ onSaved, onCancel }: AddScheduleProps) {
  const form = useScheduleForm(null, onSaved)
  return (
    <div className="mb-3 rounded-lg border border-line-strong bg-surface px-4 pt-3.5 pb-4">
      <b className="mb-3 block font-semibold">New schedule</b>
      <ScheduleForm form={form} label="New schedule">
        <Button look="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </ScheduleForm>
    </div>
  )
}
