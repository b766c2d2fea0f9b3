import type { ComponentProps, ReactNode, Ref } from 'react'
import { useId } from 'react'
import { Icon, type IconName } from './Icon'

type InputProps = Omit<ComponentProps<'input'>, 'className' | 'size'> & {
  readonly label: string
  readonly hideLabel?: boolean // when what stands around it says the same
  readonly icon?: IconName
  readonly error?: string | null // what is wrong and what to do, below the field
  readonly hint?: string | undefined
  readonly mono?: boolean
  readonly trailing?: ReactNode
  readonly height?: 'md' | 'sm'
  readonly inputRef?: Ref<HTMLInputElement>
}

/** One line of text with its label, and advice below it when it does not fit. */
export function Input(props: InputProps) {
  const {
    label,
    hideLabel = false,
    icon,
    error = null,
    hint,
    mono = false,
    trailing,
    height = 'md',
    inputRef,
    ...rest
  } = props
  const id = useId()
  const note = error ?? hint
  return (
    <div className="min-w-0">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1 block text-xs font-medium text-ink-2'}>
        {label}
      </label>
      <div
        className={`flex min-w-0 items-center gap-[7px] rounded-md bg-surface px-2 outline-offset-1 outline-focus has-[input:focus-visible]:outline-2 ${
          height === 'md' ? 'h-7' : 'h-[26px]'
        } ${error ? 'shadow-[inset_0_0_0_1.5px_var(--dead-fill)]' : 'edge-strong'}`}
      >
        {icon && <Icon name={icon} size={14} className="text-ink-3" />}
        <input
          {...rest}
          ref={inputRef}
          id={id}
          aria-invalid={error !== null}
          aria-describedby={note ? `${id}-note` : undefined}
          className={`h-full min-w-0 flex-1 bg-transparent outline-none disabled:text-ink-disabled ${mono ? 'code' : ''}`}
        />
        {trailing}
      </div>
      {note && (
        <p id={`${id}-note`} className={`mt-1 text-xs ${error ? 'text-dead' : 'text-ink-3'}`}>
          {note}
        </p>
      )}
    </div>
  )
}
