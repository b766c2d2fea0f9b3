import { Checkbox as Base } from '@base-ui/react/checkbox'
import { Icon } from './Icon'

type CheckboxProps = {
  readonly label: string
  readonly hideLabel?: boolean
  readonly checked: boolean | 'mixed'
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
}

export function Checkbox({ label, hideLabel = false, checked, onChange, disabled = false }: CheckboxProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Base UI's checkbox is the control
    <label className="flex items-center gap-2">
      <Base.Root
        checked={checked === true}
        indeterminate={checked === 'mixed'}
        onCheckedChange={onChange}
        disabled={disabled}
        className="grid size-3.5 shrink-0 place-items-center rounded-[4px] shadow-[inset_0_0_0_1.25px_var(--line-control)] data-checked:bg-primary data-checked:text-on-primary data-checked:shadow-none data-indeterminate:bg-primary data-indeterminate:text-on-primary data-indeterminate:shadow-none"
      >
        <Base.Indicator>
          <Icon name={checked === 'mixed' ? 'minus' : 'check'} size={10} />
        </Base.Indicator>
      </Base.Root>
      <span className={hideLabel ? 'sr-only' : disabled ? 'text-ink-disabled' : ''}>{label}</span>
    </label>
  )
}
