import { useEffect, useRef, useState } from 'react'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Input } from '../../ui/Input'
import { keyProblem } from './check-provider'
import { KeyField } from './KeyField'

export type TypedKey = { readonly key: string; readonly name: string; readonly keepPlain?: boolean }
type KeyEditorProps = {
  readonly withName?: boolean
  readonly saveLabel: string
  /** Whether it was taken; what was typed stays where it was not. */
  readonly onSave: (typed: TypedKey) => Promise<boolean>
  readonly onCancel: () => void
}

/** Where a key is pasted. Esc lets it be. */
export function KeyEditor({ withName = false, saveLabel, onSave, onCancel }: KeyEditorProps) {
  const keychain = useStore((store) => store.settings?.keychain ?? true)
  const [key, setKey] = useState('')
  const [name, setName] = useState('')
  const [keepPlain, setKeepPlain] = useState(false)
  const [busy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  const problem = keyProblem(key.trim())

  return (
    <form
      noValidate
      aria-label={saveLabel}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onCancel()
      }}
      onSubmit={async (event) => {
        event.preventDefault()
        if (key.trim() === '' || problem !== null || busy) return
        setBusy(true)
        const done = await onSave({ key: key.trim(), name: name.trim(), ...(keychain ? {} : { keepPlain }) })
        if (!done) setBusy(false)
      }}
      className="space-y-2"
    >
      <KeyField
        {...{ value: key, keepPlain, keychain }}
        optional={false}
        error={problem}
        inputRef={input}
        onChange={(part) => {
          if (part.key !== undefined) setKey(part.key)
          if (part.keepPlain !== undefined) setKeepPlain(part.keepPlain)
        }}
      />
      {withName && (
        <Input
          label="Name of the key"
          value={name}
          placeholder="none needed"
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
        />
      )}
      <div className="flex gap-1.5">
        <Button type="submit" size="sm" look="primary" disabled={key.trim() === '' || problem !== null || busy}>
          {saveLabel}
        </Button>
        <Button look="ghost" size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
