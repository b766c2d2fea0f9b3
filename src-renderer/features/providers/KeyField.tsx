import type { Ref } from 'react'
import { Checkbox } from '../../ui/Checkbox'
import { Input } from '../../ui/Input'

type KeyFieldProps = {
  readonly label?: string
  readonly value: string
  readonly keepPlain: boolean
  readonly keychain: boolean
  readonly optional: boolean
  readonly error: string | null
  readonly onChange: (part: { readonly key?: string; readonly keepPlain?: boolean }) => void
  readonly onBlur?: () => void
  readonly inputRef?: Ref<HTMLInputElement>
}

/** A key goes in and never comes back. Where the system has no keychain, a person says whether it may lie on disk. */
export function KeyField(props: KeyFieldProps) {
  const { label = 'API key', value, keepPlain, keychain, optional, error, onChange, onBlur, inputRef } = props
  return (
    <div>
      <Input
        label={label}
        type="password"
        icon="key"
        mono
        {...(inputRef ? { inputRef } : {})}
        {...(onBlur ? { onBlur } : {})}
        value={value}
        placeholder={optional ? 'none, if it needs none' : ''}
        error={error}
        hint={
          keychain
            ? 'It goes into the system keychain, and is not shown again.'
            : keepPlain
              ? 'This system has no keychain: the key lies on this disk, and whoever can read the disk can read it.'
              : 'This system has no keychain, so the key is kept only until the app closes.'
        }
        onChange={(event) => onChange({ key: event.target.value })}
        autoComplete="off"
        spellCheck={false}
      />
      {!keychain && value.trim() !== '' && (
        <div className="mt-1.5 text-xs">
          <Checkbox
            label="Keep it on this disk unprotected"
            checked={keepPlain}
            onChange={(next) => onChange({ keepPlain: next })}
          />
        </div>
      )}
    </div>
  )
}
