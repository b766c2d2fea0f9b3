import { Switch as Base } from '@base-ui/react/switch'

type SwitchProps = {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
  readonly hideLabel?: boolean // when what stands around it says the same
}

/** On or off, at once. Its label stands beside it. */
export function Switch({ label, checked, onChange, disabled = false, hideLabel = false }: SwitchProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Base UI's switch is the control
    <label className="flex items-center gap-2">
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="relative h-4 w-7 shrink-0 rounded-full bg-line-control transition-colors duration-(--dur-quick) data-checked:bg-primary"
      >
        <Base.Thumb className="absolute top-0.5 left-0.5 size-3 rounded-full bg-canvas transition-transform duration-(--dur-quick) data-checked:translate-x-3 data-checked:bg-on-primary" />
      </Base.Root>
      <span className={hideLabel ? 'sr-only' : disabled ? 'text-ink-disabled' : ''}>{label}</span>
    </label>
  )
}
