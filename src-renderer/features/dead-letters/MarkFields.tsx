import { useEffect, useState } from 'react'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'
import { Input } from '../../ui/Input'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { type Asked, setAction } from './pending'

const marksOf = ({ only }: Asked) => (only ? useStore.getState().rows.get(only.id)?.letter : undefined)

/** A word by which letters are found again; an empty one takes it away. */
export function LabelFields({ asked }: { readonly asked: Asked }) {
  const [text, setText] = useState(() => marksOf(asked)?.label ?? '')
  const [known, setKnown] = useState<readonly string[]>([])
  useEffect(() => {
    void bridge
      .getLetterCounts({})
      .then((result) => result.ok && setKnown(result.value.labels.map(({ label }) => label)))
  }, [])
  const change = (label: string) => {
    setText(label)
    setAction({ kind: 'annotate', label: label.trim().slice(0, 60) || null })
  }
  return (
    <div className="w-56 min-w-36" data-field>
      <InputWithChoices
        label="Label"
        hideLabel
        value={text}
        choices={known}
        placeholder="Label; empty takes it away"
        onChange={change}
      />
    </div>
  )
}

export function NoteFields({ asked }: { readonly asked: Asked }) {
  const [text, setText] = useState(() => marksOf(asked)?.note ?? '')
  return (
    <div className="min-w-48 flex-1">
      <Input
        label="Note"
        hideLabel
        data-first
        height="sm"
        placeholder="Note; empty takes it away"
        maxLength={4_000}
        value={text}
        onChange={({ target: { value } }) => {
          setText(value)
          setAction({ kind: 'annotate', note: value.trim() || null })
        }}
      />
    </div>
  )
}
