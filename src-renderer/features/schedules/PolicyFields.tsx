import { type MissedPolicy, missedWords, type OverlapPolicy, overlapWords } from '#shared/schedule'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import type { ScheduleFormState } from './use-schedule-form'

const options = <V extends string>(words: Readonly<Record<V, string>>) =>
  (Object.entries(words) as [V, string][]).map(([value, label]) => ({ value, label }))
const priorities = [
  { value: '-10', label: 'Low' },
  { value: '0', label: 'Normal' },
  { value: '10', label: 'High' },
]

/** What happens when firings were missed or overlap, and how its batches go with others. */
export function PolicyFields({ form: { draft, change } }: { readonly form: ScheduleFormState }) {
  const own = String(draft.priority)
  const levels = priorities.some(({ value }) => value === own)
    ? priorities
    : [...priorities, { value: own, label: own }]
  return (
    <div className="space-y-3">
      <Select<MissedPolicy>
        label="Firings missed while Trilane was closed"
        value={draft.missed}
        options={options(missedWords)}
        onChange={(missed) => change({ missed })}
      />
      <Select<OverlapPolicy>
        label="When the batch before it has not ended"
        value={draft.overlap}
        options={options(overlapWords)}
        onChange={(overlap) => change({ overlap })}
      />
      <div className="grid grid-cols-[104px_minmax(0,1fr)] items-end gap-3">
        <div>
          <Select
            label="Priority"
            value={own}
            options={levels}
            onChange={(next) => change({ priority: Number(next) })}
          />
        </div>
        <div className="flex h-7 items-center text-[12.5px]">
          <Switch
            label="Use stored answers to the same prompt"
            checked={draft.reuse}
            onChange={(reuse) => change({ reuse })}
          />
        </div>
      </div>
    </div>
  )
}
