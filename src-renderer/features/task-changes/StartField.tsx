import { useState } from 'react'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { useNow } from '../../use-now'
import { readStart, startExamples } from './when-text'

type StartFieldProps = {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly disabled?: boolean
  readonly told?: boolean // what was understood stands elsewhere
}

/** When new work starts: now, or not before a time. */
export function StartField({ value, onChange, disabled = false, told = false }: StartFieldProps) {
  const [left, setLeft] = useState(false)
  const read = readStart(value, useNow())
  const advice = read.kind === 'unreadable' ? (told ? 'Names no time ahead.' : read.advice) : null
  return (
    <InputWithChoices
      label="Start"
      value={value}
      choices={startExamples}
      placeholder="Now"
      disabled={disabled}
      error={left ? advice : null}
      hint={!told && read.kind === 'at' ? `Not before ${read.words}` : undefined}
      onChange={onChange}
      onFocus={() => setLeft(false)}
      onBlur={() => setLeft(true)}
    />
  )
}
