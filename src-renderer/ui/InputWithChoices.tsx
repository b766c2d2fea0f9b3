import type { ComponentProps, Ref } from 'react'
import { Icon } from './Icon'
import { Input } from './Input'
import { Menu, MenuItem } from './Menu'

type InputWithChoicesProps = {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: string
  readonly choices: readonly string[]
  readonly onChange: (value: string) => void
  readonly onFocus?: () => void
  readonly onBlur?: ComponentProps<'input'>['onBlur']
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly error?: string | null
  readonly hint?: string | undefined
  readonly inputRef?: Ref<HTMLInputElement>
}

/** One line of text that may be typed, or taken from a list. */
export function InputWithChoices({ choices, onChange, disabled = false, ...rest }: InputWithChoicesProps) {
  return (
    <Input
      {...rest}
      onChange={(event) => onChange(event.target.value)}
      disabled={disabled}
      spellCheck={false}
      autoComplete="off"
      trailing={
        choices.length > 0 && !disabled ? (
          <Menu
            align="end"
            trigger={
              <button
                type="button"
                aria-label="Choose from the list"
                className="-mr-1 grid size-5 shrink-0 place-items-center rounded-sm text-ink-3 hover:bg-selected hover:text-ink"
              >
                <Icon name="choose" size={12} />
              </button>
            }
          >
            {choices.map((choice) => (
              <MenuItem key={choice} onClick={() => onChange(choice)}>
                <span className="truncate">{choice}</span>
              </MenuItem>
            ))}
          </Menu>
        ) : null
      }
    />
  )
}
