type RadioMarkProps = {
  readonly name: string // of the group
  readonly label: string
  readonly checked: boolean
  readonly onChoose: () => void
  readonly disabled?: boolean
  readonly cover?: boolean // the whole of what it lies in is the target, and shows by itself that it is chosen
  readonly describedBy?: string
}

/** A radio for rows and cards that label it with more than a word. */
export function RadioMark({
  name,
  label,
  checked,
  onChoose,
  disabled = false,
  cover = false,
  describedBy,
}: RadioMarkProps) {
  const look = cover
    ? 'absolute inset-0 rounded-[8px]'
    : 'size-3.5 shrink-0 rounded-full shadow-[inset_0_0_0_1.25px_var(--line-control)] checked:shadow-[inset_0_0_0_4.5px_var(--primary)]'
  return (
    <input
      type="radio"
      name={name}
      aria-label={label}
      aria-describedby={describedBy}
      checked={checked}
      onChange={onChoose}
      disabled={disabled}
      className={`appearance-none ${look}`}
    />
  )
}
