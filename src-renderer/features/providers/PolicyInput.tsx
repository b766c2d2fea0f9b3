import { useId, useState } from 'react'
import { fieldText, type PolicyField, readField } from './policy-fields'

type PolicyInputProps<V extends number | null> = {
  readonly label: string
  readonly field: PolicyField
  readonly value: V
  readonly onChange: (value: V) => void
  readonly unit: string // what stands after it, or the advice in its place
  /** What it says when it is empty, where that is allowed. */
  readonly none?: null extends V ? string : never
}

/** One number of a policy: taken when the field is left or Enter is pressed; Esc brings the old one back. */
export function PolicyInput<V extends number | null>(props: PolicyInputProps<V>) {
  const { label, field, value, onChange, unit, none } = props
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const [advice, setAdvice] = useState<string | null>(null)
  const note = advice ?? unit
  const text = typed ?? (value === null ? '' : fieldText(field, value))

  function take() {
    if (typed === null) return
    const isNone = none !== undefined && typed.trim() === ''
    const read = isNone ? null : readField(field, typed)
    if (read && !read.ok) return setAdvice(read.advice)
    reset()
    onChange((read ? read.value : null) as V)
  }
  function reset() {
    setTyped(null)
    setAdvice(null)
  }

  return (
    <>
      <input
        aria-label={label}
        aria-invalid={advice !== null}
        aria-describedby={note === '' ? undefined : id}
        value={text}
        placeholder={none}
        size={Math.max(2, (text || (none ?? '')).length)}
        onChange={(event) => {
          setTyped(event.target.value)
          setAdvice(null)
        }}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take()
          if (event.key === 'Escape' && typed !== null) {
            event.stopPropagation()
            reset()
          }
        }}
        spellCheck={false}
        autoComplete="off"
        className={`tn h-7 max-w-28 min-w-[34px] shrink-0 rounded-md bg-surface px-2 text-center text-xs [field-sizing:content] ${advice ? 'shadow-[inset_0_0_0_1.5px_var(--dead-fill)]' : 'edge-strong'}`}
      />
      {note !== '' && (
        <span
          id={id}
          role={advice ? 'alert' : undefined}
          className={`min-w-0 ${advice ? 'order-last basis-full text-xs text-dead' : 'text-ink-3'}`}
        >
          {note}
        </span>
      )}
    </>
  )
}
