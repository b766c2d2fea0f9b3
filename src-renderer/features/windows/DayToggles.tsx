import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'
import type { Ref } from 'react'
import { type Weekday, weekdays } from '#shared/run-window'

const names: Readonly<Record<Weekday, readonly [short: string, long: string]>> = {
  mon: ['Mon', 'Monday'],
  tue: ['Tue', 'Tuesday'],
  wed: ['Wed', 'Wednesday'],
  thu: ['Thu', 'Thursday'],
  fri: ['Fri', 'Friday'],
  sat: ['Sat', 'Saturday'],
  sun: ['Sun', 'Sunday'],
}

type DayTogglesProps = {
  readonly value: readonly Weekday[]
  readonly onChange: (days: readonly Weekday[]) => void
  readonly describedBy: string | undefined
  readonly firstRef?: Ref<HTMLButtonElement>
}

/** The days of the week, each on or off. One stop of the Tab key; arrows move among them. */
export function DayToggles({ value, onChange, describedBy, firstRef }: DayTogglesProps) {
  return (
    <ToggleGroup
      multiple
      aria-label="Days on which it opens"
      aria-describedby={describedBy}
      value={value}
      onValueChange={(next) => onChange(weekdays.filter((day) => next.includes(day)))}
      className="grid grid-cols-7 gap-1"
    >
      {weekdays.map((day) => {
        const [short, long] = names[day]
        return (
          <Toggle
            key={day}
            value={day}
            {...(day === 'mon' && firstRef ? { ref: firstRef } : {})}
            className="edge-strong h-7 min-w-0 rounded-md bg-surface text-xs text-ink-3 hover:bg-hover data-pressed:bg-selected data-pressed:font-medium data-pressed:text-ink data-pressed:shadow-[inset_0_0_0_1.5px_var(--ink)]"
          >
            <span className="sr-only">{long}</span>
            <span aria-hidden>{short}</span>
          </Toggle>
        )
      })}
    </ToggleGroup>
  )
}
