import { useId } from 'react'

type LinesFieldProps = {
  readonly label: string
  readonly value: string
  readonly error: string | undefined
  readonly hint?: string
  readonly placeholder: string
  readonly rows?: number
  readonly mono?: boolean
  readonly disabled?: boolean
  readonly onChange: (value: string) => void
}

/** A few lines of text; it grows with them, up to eight. */
export function LinesField({
  label,
  value,
  error,
  hint,
  placeholder,
  rows = 1,
  mono,
  disabled = false,
  onChange,
}: LinesFieldProps) {
  const id = useId()
  const note = error ?? hint
  const lines = Math.min(8, Math.max(rows, value.split('\n').length))
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-ink-2">
        {label}
      </label>
      <textarea
        id={id}
        rows={lines}
        value={value}
        placeholder={placeholder}
        disabled={disabled}
        spellCheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.value)}
        className={`block w-full scroll-mb-14 resize-none rounded-md bg-surface px-2 py-[5px] leading-[18px] ${mono ? 'code' : ''} ${
          error ? 'shadow-[inset_0_0_0_1.5px_var(--dead-fill)]' : 'edge-strong'
        }`}
      />
      {note && (
        <p id={`${id}-note`} className={`mt-1 text-xs wrap-anywhere ${error ? 'text-dead' : 'text-ink-3'}`}>
          {note}
        </p>
      )}
    </div>
  )
}
