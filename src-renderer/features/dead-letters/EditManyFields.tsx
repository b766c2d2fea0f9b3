import { useEffect, useRef } from 'react'
import { promptSlot } from '#shared/prompt-edit'
import { Checkbox } from '../../ui/Checkbox'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import { TextArea } from '../../ui/TextArea'
import type { EditDraft } from './edit-draft'

type FieldsProps = { readonly draft: EditDraft; readonly onChange: (more: Partial<EditDraft>) => void }

/** What is said of each way to change prompts. */
export function EditManyFields({ draft, onChange }: FieldsProps) {
  const { way } = draft
  const box = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first field of each way has the caret
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input:not([type=checkbox]), textarea')?.focus()
  }, [way])
  return (
    <div ref={box} className="flex min-h-full flex-col gap-3 text-xs">
      {way === 'replace' && <Replace draft={draft} onChange={onChange} />}
      {way === 'template' && (
        <>
          <TextArea
            label="Template"
            mono
            rows={8}
            spellCheck={false}
            value={draft.template}
            onChange={({ target: { value } }) => onChange({ template: value })}
          />
          <p className="text-ink-3">
            <span className="code">{promptSlot}</span> stands for the prompt as it is now.
          </p>
        </>
      )}
      {(way === 'shorten' || way === 'split') && <Limit draft={draft} onChange={onChange} />}
      {way === 'shorten' && (
        <>
          <div>
            <Select
              label="What goes"
              value={draft.cut}
              options={[
                { value: 'beginning', label: 'The beginning' },
                { value: 'middle', label: 'The middle' },
                { value: 'end', label: 'The end' },
              ]}
              onChange={(cut) => onChange({ cut })}
            />
          </div>
          <p className="text-ink-3">Cut between words; “…” stands where text went.</p>
        </>
      )}
      {way === 'split' && (
        <p className="text-ink-3">
          Between paragraphs, sentences or words. Each part becomes a task of the same batch, and the letter is
          cancelled.
        </p>
      )}
    </div>
  )
}

function Replace({ draft, onChange }: FieldsProps) {
  return (
    <>
      <Input
        label="Find"
        mono
        spellCheck={false}
        maxLength={10_000}
        value={draft.find}
        onChange={({ target: { value } }) => onChange({ find: value })}
      />
      <Input
        label="Replace with"
        mono
        spellCheck={false}
        placeholder="nothing"
        value={draft.with}
        hint={draft.regex ? '$1 and $<name> stand for groups' : undefined}
        onChange={({ target: { value } }) => onChange({ with: value })}
      />
      <Checkbox label="Match case" checked={draft.matchCase} onChange={(matchCase) => onChange({ matchCase })} />
      <Checkbox label="Whole words" checked={draft.wholeWords} onChange={(wholeWords) => onChange({ wholeWords })} />
      <Checkbox label="Regular expression" checked={draft.regex} onChange={(regex) => onChange({ regex })} />
    </>
  )
}

function Limit({ draft, onChange }: FieldsProps) {
  return (
    <div className="grid grid-cols-2 gap-2 *:min-w-0">
      <Input
        label={draft.way === 'split' ? 'Each part at most' : 'At most'}
        inputMode="numeric"
        value={draft.limit}
        onChange={({ target: { value } }) => onChange({ limit: value.trim() })}
      />
      <div>
        <Select
          label="Counted in"
          value={draft.unit}
          options={[
            { value: 'tokens', label: 'tokens' },
            { value: 'characters', label: 'characters' },
          ]}
          onChange={(unit) => onChange({ unit })}
        />
      </div>
    </div>
  )
}
