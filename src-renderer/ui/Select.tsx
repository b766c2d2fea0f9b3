import { Select as Base } from '@base-ui/react/select'
import { Icon } from './Icon'

export type Option<V extends string> = {
  readonly value: V
  readonly label: string
  readonly hint?: string
  readonly group?: string
}
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
            {groupsOf(options).map(({ title, items }) => (
              <Base.Group
                key={title ?? ''}
                className="not-first:mt-1 not-first:border-t not-first:border-line not-first:pt-1"
              >
                {title !== null && (
                  <Base.GroupLabel className="px-2 py-1 text-2xs font-medium text-ink-3">{title}</Base.GroupLabel>
                )}
                {items.map((option) => (
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
              </Base.Group>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** Options under the group that they name, in their order; those that name none stand together. */
function groupsOf<V extends string>(options: readonly Option<V>[]) {
  const groups: { title: string | null; items: Option<V>[] }[] = []
  for (const option of options) {
    const title = option.group ?? null
    const last = groups.at(-1)
    if (last?.title === title) last.items.push(option)
    else groups.push({ title, items: [option] })
  }
  return groups
}
