import { useRef, useState } from 'react'
import type { ClassPolicy, LanePolicy } from '#shared/lane'
import { Button } from '../../ui/Button'
import { Sheet } from '../../ui/Sheet'
import { OverrideFields } from './OverrideFields'
import { overrideDraft, readOverride } from './override-draft'

type ClassSheetProps = {
  readonly title: string
  readonly lane: LanePolicy
  readonly rule: ClassPolicy
  readonly onSave: (rule: ClassPolicy) => void
  readonly onClose: () => void
}

/** How one kind of failure is retried, where that differs from the lane. */
export function ClassSheet({ title, lane, rule, onSave, onClose }: ClassSheetProps) {
  const [draft, setDraft] = useState(() => overrideDraft(rule))
  const first = useRef<HTMLInputElement>(null)
  const { value, problems } = readOverride(draft)
  return (
    <Sheet
      title={title}
      open
      onClose={onClose}
      width={480}
      initialFocus={first}
      footer={
        <>
          <Button look="ghost" onClick={() => onSave({})} disabled={Object.keys(rule).length === 0}>
            As the lane
          </Button>
          <span className="flex-1" />
          <Button look="ghost" keys="Esc" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form="class-rule" look="primary" disabled={value === null}>
            Save
          </Button>
        </>
      }
    >
      <form
        id="class-rule"
        className="px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (value) onSave(value)
        }}
      >
        <p className="mb-3 text-xs text-ink-3">An empty field is as the lane has it. It holds from the next try on.</p>
        <OverrideFields
          draft={draft}
          onChange={(change) => setDraft((known) => ({ ...known, ...change }))}
          problems={problems}
          lanes={[{ title: '', policy: lane }]}
          wide={false}
          firstRef={first}
        />
      </form>
    </Sheet>
  )
}
