import { priorityNames } from '../../state/batch-actions'
import { MenuChoices } from '../../ui/Menu'

type PriorityChoicesProps = {
  readonly value: number | null // null: they differ
  readonly onChange: (priority: number) => void
}

const choices = [
  { value: String(priorityNames.higher), label: 'Higher', hint: '10' },
  { value: String(priorityNames.normal), label: 'Normal', hint: '0' },
  { value: String(priorityNames.lower), label: 'Lower', hint: '−10' },
]

/** The priorities that have a name. A number that has none stands among them while it holds. */
export function PriorityChoices({ value, onChange }: PriorityChoicesProps) {
  const named = value === null || choices.some((choice) => choice.value === String(value))
  return (
    <MenuChoices
      value={value === null ? '' : String(value)}
      onChange={(next) => onChange(Number(next))}
      choices={named ? choices : [...choices, { value: String(value), label: 'As it is', hint: String(value) }]}
    />
  )
}
