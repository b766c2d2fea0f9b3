import { useRef } from 'react'
import type { ProviderView } from '#shared/provider'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
import { Input } from '../../ui/Input'
import type { ProviderFormState } from './use-provider-form'

type KeyFieldProps = { readonly form: ProviderFormState; readonly current: ProviderView['key'] }
const keptWords = {
  keychain: 'Kept in the system keychain.',
  plain: 'Kept on this disk, unprotected.',
  memory: 'Kept until the app closes.',
} as const

/** The key goes in and never comes back: of one that is set, only its end is known here. */
export function KeyField({ form: { draft, change, problem, touch, keychain }, current }: KeyFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const { key } = draft
  const typed = key.kind === 'replace' ? key.text : ''
  const isKept = current !== null && key.kind === 'keep'
  const asksWhere = !keychain && typed.trim() !== ''

  return (
    <div>
      <div className="flex items-start gap-1.5">
        <div className="min-w-0 flex-1">
          <Input
            label="API key"
            type="password"
            icon="key"
            mono
            inputRef={input}
            value={typed}
            placeholder={placeholder(current, key.kind)}
            error={problem('key')}
            hint={hint(current, key.kind, keychain)}
            onChange={(event) => change({ key: { kind: 'replace', text: event.target.value } })}
            onBlur={() => {
              touch('key')
              if (typed.trim() === '' && current !== null && key.kind === 'replace') change({ key: { kind: 'keep' } })
            }}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
        {isKept && (
          <div className="flex gap-1 pt-5">
            <Button onClick={() => input.current?.focus()}>Replace</Button>
            <Button look="ghost" onClick={() => change({ key: { kind: 'forget' } })}>
              Forget
            </Button>
          </div>
        )}
        {current !== null && !isKept && (
          <div className="pt-5">
            <Button look="ghost" onClick={() => change({ key: { kind: 'keep' } })}>
              Keep the old one
            </Button>
          </div>
        )}
      </div>
      {asksWhere && (
        <div className="mt-1.5 text-xs">
          <Checkbox
            label="Keep it on this disk unprotected"
            checked={draft.keepPlain}
            onChange={(keepPlain) => change({ keepPlain })}
          />
        </div>
      )}
    </div>
  )
}

function placeholder(current: ProviderView['key'], edit: 'keep' | 'replace' | 'forget'): string {
  if (current === null) return 'none, if it needs none'
  return edit === 'forget' ? 'none' : `set, ends in ${current.last4}`
}

function hint(current: ProviderView['key'], edit: 'keep' | 'replace' | 'forget', keychain: boolean): string {
  if (edit === 'forget') return 'The key is forgotten when you save.'
  if (current !== null && edit === 'keep') return keptWords[current.kept]
  return keychain
    ? 'It goes into the system keychain, and is not shown again.'
    : 'This system has no keychain, so the key is kept only until the app closes.'
}
