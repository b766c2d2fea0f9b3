import type { Ref } from 'react'
import { Input } from '../../ui/Input'
import { readBudget } from './budget'

type BudgetFieldProps = {
  readonly label?: string
  readonly hideLabel?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string
  readonly disabled?: boolean
  readonly inputRef?: Ref<HTMLInputElement>
}

/** What something may cost in all, in dollars; empty for no limit. */
export function BudgetField({ label = 'Budget', value, onChange, hint, inputRef, ...rest }: BudgetFieldProps) {
  const read = readBudget(value)
  return (
    <Input
      {...rest}
      {...(inputRef ? { inputRef } : {})}
      label={label}
      value={value}
      inputMode="decimal"
      placeholder="No limit"
      autoComplete="off"
      error={read.ok ? null : read.advice}
      hint={hint}
      trailing={<span className="text-xs text-ink-3">$</span>}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
