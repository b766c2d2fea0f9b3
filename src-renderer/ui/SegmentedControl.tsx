import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Icon, type IconName } from './Icon'

type Segment<V extends string> = {
  readonly value: V
  readonly label: string
  readonly icon?: IconName
  readonly iconClass?: string // the hue of the icon when chosen
}
type SegmentedProps<V extends string> = {
  readonly label: string
  readonly value: V
  readonly segments: readonly Segment<V>[]
  readonly onChange: (value: V) => void
}

/** One of two to four, all in sight. */
export function SegmentedControl<V extends string>({ label, value, segments, onChange }: SegmentedProps<V>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as V)}
      className="inline-flex gap-px rounded-[8px] bg-selected p-0.5 dark:bg-code dark:edge"
    >
      {segments.map((segment) => (
        <Radio.Root
          key={segment.value}
          value={segment.value}
          aria-label={segment.label}
          className="inline-flex h-6 items-center gap-1.5 rounded-[6px] px-2.5 text-[12.5px] font-medium whitespace-nowrap text-ink-2 data-checked:bg-surface data-checked:text-ink data-checked:shadow-[var(--elev-1),0_0_0_0.5px_var(--line-strong)] dark:data-checked:bg-selected"
        >
          {segment.icon && (
            <Icon
              name={segment.icon}
              size={14}
              className={value === segment.value ? (segment.iconClass ?? 'text-ink') : 'text-ink-3'}
            />
          )}
          {segment.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
