import { Select as Base } from '@base-ui/react/select'
import { Icon } from './Icon'

export type Option<V extends string> = { readonly value: V; readonly label: string; readonly hint?: string }
type SelectProps<V extends string> = {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: V
  readonly options: readonly Option<V>[]
  readonly onChange: (value: V) => void
  readonly disabled?: boolean
}

/** One of a few. */
export function Select<V extends string>({ label, hideLabel, value, options, onChange, disabled }: SelectProps<V>) {
  return (
    <Base.Root
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={disabled ?? false}
    >
      {!hideLabel && <Base.Label className="mb-1 block text-xs font-medium text-ink-2">{label}</Base.Label>}
      <Base.Trigger
        aria-label={hideLabel ? label : undefined}
        className="edge-strong flex h-7 w-full min-w-0 items-center justify-between gap-2 rounded-md bg-surface px-2 text-left hover:bg-hover data-disabled:text-ink-disabled"
      >
        <Base.Value className="truncate" />
        <Base.Icon>
          <Icon name="choose" size={12} className="text-ink-3" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-lg bg-raised p-1 shadow-2 outline-none">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="grid h-7 grid-cols-[14px_1fr_auto] items-center gap-2 rounded-[6px] px-2 outline-none data-highlighted:bg-selected"
              >
                <Base.ItemIndicator className="col-start-1">
                  <Icon name="check" size={14} />
                </Base.ItemIndicator>
                <Base.ItemText className="col-start-2 truncate">{option.label}</Base.ItemText>
                {option.hint && <span className="text-xs text-ink-3">{option.hint}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
