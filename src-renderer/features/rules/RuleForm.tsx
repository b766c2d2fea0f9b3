import { useRef, useState } from 'react'
import type { RuleInput } from '#shared/rule'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Input } from '../../ui/Input'
import { Sheet } from '../../ui/Sheet'
import { Switch } from '../../ui/Switch'
import { ActionFields } from './ActionFields'
import { DryRun } from './DryRun'
import { MatchFields } from './MatchFields'
import { type RuleDraft, readRule } from './rule-draft'
import { ruleSentence, usualName } from './rule-words'
import { useDryRun } from './use-rules'

type RuleFormProps = {
  readonly start: RuleDraft
  readonly save: (input: RuleInput) => Promise<unknown>
  readonly onBack: () => void
  readonly onClose: () => void
}

/** A rule as it is typed: which letters, what is done, the sentence that comes of it, and what it would find now. */
export function RuleForm({ start, save, onBack, onClose }: RuleFormProps) {
  const [draft, setDraft] = useState(start)
  const [isSaving, setSaving] = useState(false)
  const overview = useStore((store) => store.overview)
  const name = useRef<HTMLInputElement>(null)
  const read = readRule(draft, (match) => usualName(match, overview))
  const input = read.ok ? read.input : null
  const problems = read.ok ? {} : read.problems
  const dry = useDryRun(input)
  const change = (part: Partial<RuleDraft>) => setDraft((known) => ({ ...known, ...part }))

  async function submit() {
    if (!input || isSaving) return
    setSaving(true)
    const saved = await save(input)
    setSaving(false)
    if (saved) onBack()
  }

  return (
    <Sheet
      title={draft.id === null ? 'New rule' : 'Change the rule'}
      open
      onClose={onClose}
      width={760}
      initialFocus={name}
      footer={
        <>
          <Button look="ghost" icon="back" onClick={onBack}>
            Rules
          </Button>
          <span className="flex-1" />
          <Switch label="Switched on" checked={draft.enabled} onChange={(enabled) => change({ enabled })} />
          <span className="w-1" />
          <Button look="ghost" keys="Esc" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form="rule-form" look="primary" disabled={!input || isSaving}>
            Save
          </Button>
        </>
      }
    >
      <form
        id="rule-form"
        noValidate
        className="grid grid-cols-[minmax(0,1fr)_264px]"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <div className="flex min-w-0 flex-col gap-4 px-5 py-4">
          <Input
            label="Name"
            inputRef={name}
            value={draft.name}
            maxLength={200}
            placeholder={input?.name ?? ''}
            autoComplete="off"
            onChange={(event) => change({ name: event.target.value })}
          />
          <MatchFields draft={draft} change={change} problems={problems} />
          <ActionFields draft={draft} change={change} problems={problems} />
        </div>
        <aside aria-label="What it would do" className="min-w-0 border-l border-line bg-surface px-4 py-4">
          <h3 className="mb-1 text-xs font-medium text-ink-2">In words</h3>
          <p className="leading-[19px] wrap-break-word">
            {input ? ruleSentence(input, overview) : 'Fill in what is missing.'}
          </p>
          <h3 className="mt-4 mb-1 text-xs font-medium text-ink-2">Tried on what is here now</h3>
          <DryRun {...dry} />
          <p className="mt-3 text-xs text-ink-3">
            Nothing is done to these. Switched on, a rule acts on letters that die from then on, and writes down each
            thing it does. It stops itself after ten in a row that died of the same again.
          </p>
        </aside>
      </form>
    </Sheet>
  )
}
