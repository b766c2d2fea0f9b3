import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { type RunWindow, type RunWindows, windowWords } from '#shared/run-window'
import { Button } from '../../ui/Button'
import { Input } from '../../ui/Input'
import { InputWithChoices } from '../../ui/InputWithChoices'
import { commonZones } from '../schedules/draft'
import { DayToggles } from './DayToggles'
import { firstDraft, readTime, readWindow, type WindowDraft, type WindowProblems } from './window-draft'
import { foreignZone } from './window-words'

type WindowEditorProps = {
  readonly label: string
  readonly window: RunWindow | null // null: a new one
  readonly others: RunWindows
  readonly onSave: (window: RunWindow) => void
  readonly onCancel: () => void
}
type Field = keyof WindowDraft

/** One window: its days, its times, and whose clock they are of. What is wrong is told once its field was left, or on Save. */
export function WindowEditor({ label, window, others, onSave, onCancel }: WindowEditorProps) {
  const [draft, setDraft] = useState<WindowDraft>(() => window ?? firstDraft())
  const [left, setLeft] = useState<ReadonlySet<Field>>(new Set())
  const [zoneShown, setZoneShown] = useState(() => foreignZone(draft.timeZone) !== null)
  const first = useRef<HTMLButtonElement>(null)
  const whole = useRef<HTMLDivElement>(null)
  const zone = useRef<HTMLInputElement>(null)
  const id = useId()
  const read = readWindow(draft, others)
  const problem = (field: Field): string | null => (left.has(field) ? (read.problems[field] ?? null) : null)
  const change = (part: Partial<WindowDraft>) => setDraft((known) => ({ ...known, ...part }))
  const leave = (...fields: Field[]) => setLeft((known) => new Set([...known, ...fields]))

  useEffect(() => {
    // The days know their places one render later; without them, the first arrow would do nothing.
    const frame = requestAnimationFrame(() => {
      if (!whole.current?.contains(document.activeElement)) first.current?.focus()
      whole.current?.scrollIntoView?.({ block: 'nearest' }) // its buttons too
    })
    return () => cancelAnimationFrame(frame)
  }, [])

  function save() {
    if (read.ok) return onSave(read.value)
    leave('days', 'from', 'to', 'timeZone')
    if (read.problems.timeZone) setZoneShown(true)
  }
  function keys(event: KeyboardEvent) {
    if (event.defaultPrevented) return
    if (event.key === 'Escape') {
      event.stopPropagation() // it closes this, and not the sheet around it
      onCancel()
    }
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
    event.preventDefault() // a form around it is not what is sent
    save()
  }
  const time = (field: 'from' | 'to', name: string) => (
    <Input
      label={name}
      value={draft[field]}
      error={problem(field)}
      inputMode="numeric"
      onChange={(event) => change({ [field]: event.target.value })}
      onBlur={({ relatedTarget }) => {
        change({ [field]: readTime(draft[field]) })
        // Advice that appears while a button is pressed would move it from under the pointer.
        if (!(relatedTarget instanceof HTMLButtonElement)) leave(field)
      }}
      autoComplete="off"
      spellCheck={false}
    />
  )

  return (
    // biome-ignore lint/a11y/useSemanticElements: a group by its role; a fieldset does not take part in the layout
    <div
      ref={whole}
      role="group"
      aria-label={label}
      onKeyDown={keys}
      className="w-full max-w-[440px] min-w-0 rounded-lg bg-chrome p-2.5"
    >
      <DayToggles
        value={draft.days}
        onChange={(days) => {
          change({ days })
          leave('days')
        }}
        describedBy={problem('days') ? `${id}-days` : undefined}
        firstRef={first}
      />
      {problem('days') && (
        <p id={`${id}-days`} role="alert" className="mt-1 text-xs text-dead">
          {problem('days')}
        </p>
      )}
      <div className="mt-2.5 grid grid-cols-2 items-start gap-x-2.5 gap-y-2">
        {time('from', 'From')}
        {time('to', 'To')}
      </div>
      {zoneShown && (
        <div className="mt-2">
          <InputWithChoices
            label="Time zone"
            value={draft.timeZone}
            choices={commonZones()}
            placeholder="Europe/Berlin"
            error={problem('timeZone')}
            onChange={(timeZone) => change({ timeZone })}
            onBlur={({ relatedTarget }) => relatedTarget instanceof HTMLButtonElement || leave('timeZone')}
            inputRef={zone}
          />
        </div>
      )}
      <p className="tn mt-2 text-xs text-ink-3">{read.ok ? meaning(read.value) : anyOf(read.problems)}</p>
      <div className="mt-2.5 flex flex-wrap items-center gap-1.5">
        {!zoneShown && (
          <Button
            size="sm"
            look="ghost"
            onClick={() => {
              setZoneShown(true)
              requestAnimationFrame(() => zone.current?.focus())
            }}
          >
            Other time zone
          </Button>
        )}
        <span className="flex-1" />
        <Button size="sm" look="ghost" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="sm" onClick={save}>
          {window ? 'Change window' : 'Add window'}
        </Button>
      </div>
    </div>
  )
}

/** What the window comes to, with what the two times alone do not say. */
function meaning(window: RunWindow): string {
  const { from, to } = window
  const wholeDay = from === to || (from === '00:00' && to === '24:00')
  return `${windowWords(window)}${!wholeDay && to < from && to !== '00:00' ? ' the next day' : ''}.`
}

const anyOf = (problems: WindowProblems): string => (Object.keys(problems).length > 0 ? 'Not complete yet.' : '')
