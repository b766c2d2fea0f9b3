import { useState } from 'react'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { useNow } from '../../use-now'
import { readStart, type StartRead, startExamples } from './when-text'

type StartFieldProps = {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly disabled?: boolean
}

/** When new work starts: now, or not before a time. What was understood stands in the sheet's last line. */
export function StartField({ value, onChange, disabled = false }: StartFieldProps) {
  const [left, setLeft] = useState(false)
  const read = readStart(value, useNow())
  return (
    <InputWithChoices
      label="Start"
      value={value}
      choices={startExamples}
      placeholder="Now"
      disabled={disabled}
      error={left && read.kind === 'unreadable' ? 'Names no time ahead.' : null}
      onChange={onChange}
      onFocus={() => setLeft(false)}
      onBlur={() => setLeft(true)}
    />
  )
}

/** The moment that was understood, or how to write it; nothing where it is now. */
export function StartWords({ read }: { readonly read: StartRead }) {
  if (read.kind === 'now') return null
  if (read.kind === 'at') return `Starts ${read.words}`
  return (
    <span role="alert" className="text-dead">
      {read.advice}
    </span>
  )
}
