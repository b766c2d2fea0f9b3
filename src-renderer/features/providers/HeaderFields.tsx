import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { Input } from '../../ui/Input'
import type { HeaderDraft } from './options-draft'

type HeaderFieldsProps = {
  readonly headers: readonly HeaderDraft[]
  readonly problem: string | undefined
  readonly note: string
  readonly onChange: (headers: readonly HeaderDraft[]) => void
}

/** Headers that are sent with each call. */
export function HeaderFields({ headers, problem, note, onChange }: HeaderFieldsProps) {
  const list = useRef<HTMLUListElement>(null)
  const add = useRef<HTMLButtonElement>(null)
  /** The keyboard stays with what was asked for: a new header's name, or what is left after one went. */
  const [toFocus, setToFocus] = useState<number | 'add' | null>(null)
  useEffect(() => {
    if (toFocus === null) return
    if (toFocus === 'add') add.current?.focus()
    else list.current?.querySelectorAll<HTMLInputElement>('li input')[toFocus * 2]?.focus()
    setToFocus(null)
  }, [toFocus])
  const change = (key: number, part: Partial<HeaderDraft>) =>
    onChange(headers.map((header) => (header.key === key ? { ...header, ...part } : header)))
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-ink-2">Extra headers</legend>
      <ul ref={list} className="space-y-1.5">
        {headers.map(({ key, name, value, kept }, index) => (
          <li key={key} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_24px] items-center gap-x-1.5">
            <Input
              label={`Name of header ${index + 1}`}
              hideLabel
              mono
              value={name}
              placeholder="x-name"
              onChange={(event) => change(key, { name: event.target.value })}
              autoComplete="off"
              spellCheck={false}
            />
            <Input
              label={`Value of header ${index + 1}`}
              hideLabel
              mono
              value={value}
              placeholder={kept ? 'kept, not shown' : 'value'}
              onChange={(event) => change(key, { value: event.target.value })}
              autoComplete="off"
              spellCheck={false}
            />
            <IconButton
              icon="close"
              label={`Remove header ${index + 1}`}
              size="sm"
              onClick={() => {
                onChange(headers.filter((header) => header.key !== key))
                setToFocus('add')
              }}
            />
          </li>
        ))}
      </ul>
      <div className={headers.length > 0 ? 'mt-1.5' : ''}>
        <Button
          size="sm"
          icon="new"
          ref={add}
          onClick={() => {
            onChange([...headers, { key: Math.max(-1, ...headers.map(({ key }) => key)) + 1, name: '', value: '' }])
            setToFocus(headers.length)
          }}
        >
          Add a header
        </Button>
      </div>
      <p className={`mt-1 text-xs ${problem ? 'text-dead' : 'text-ink-3'}`}>{problem ?? note}</p>
    </fieldset>
  )
}
