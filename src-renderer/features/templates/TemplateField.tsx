import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { TemplateProblem } from '#shared/template'
import { CompletionList } from './CompletionList'
import { type Completion, type CompletionOption, completionAt } from './completion'
import { insertText } from './insert-text'
import { type Mark, marksOf } from './marks'

/** insert: puts text at the caret, or in place of what is selected, as if it were typed. */
export type TemplateFieldHandle = { readonly insert: (text: string) => void; readonly focus: () => void }

type TemplateFieldProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly columns: readonly { readonly name: string; readonly first: string }[]
  readonly problems: readonly TemplateProblem[]
  readonly describedBy?: string | undefined
  readonly placeholder?: string
  readonly disabled?: boolean
  /** Where braces begin that are being filled in; null: none are. What is wrong with them is not told as long as that lasts. */
  readonly onFilling?: (from: number | null) => void
  readonly onFocus?: () => void
  readonly autoFocus?: boolean
  readonly ref?: Ref<TemplateFieldHandle>
}

/**
 * A text with columns in braces. What is typed in is the browser's own field, so that undo, paste and selection are as everywhere; what stands
 * out is drawn behind it, letter under letter.
 */
export function TemplateField(props: TemplateFieldProps) {
  const {
    label,
    value,
    onChange,
    columns,
    problems,
    describedBy,
    placeholder,
    disabled = false,
    onFilling,
    onFocus,
    autoFocus,
    ref,
  } = props
  const area = useRef<HTMLTextAreaElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const listId = useId()
  const [caret, setCaret] = useState<number | null>(null) // null: nothing is offered
  const [active, setActive] = useState(0)
  const marks = useMemo(() => marksOf(value, problems), [value, problems])
  const completion = caret === null ? null : completionAt(value, caret, columns)
  const chosen = completion?.options[Math.min(active, completion.options.length - 1)]

  const filling = completion?.from ?? null
  useEffect(() => onFilling?.(filling), [filling, onFilling])
  useImperativeHandle(ref, () => ({
    insert: (text) => area.current && insertText(area.current, text),
    focus: () => area.current?.focus(),
  }))
  useLayoutEffect(() => {
    if (autoFocus) area.current?.focus()
  }, [autoFocus])

  function take(option: CompletionOption, { from, to }: Completion) {
    const field = area.current
    if (!field) return
    field.setSelectionRange(from, to)
    insertText(field, option.insert)
    setCaret(null)
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (!completion || !chosen || event.nativeEvent.isComposing) return
    const { length } = completion.options
    const is = (key: string) => event.key === key && !event.ctrlKey && !event.metaKey && !event.altKey
    if (is('ArrowDown')) setActive((active + 1) % length)
    else if (is('ArrowUp')) setActive((active + length - 1) % length)
    else if (is('Enter') || (is('Tab') && !event.shiftKey)) take(chosen, completion)
    else if (is('Escape')) setCaret(null)
    else return
    event.preventDefault()
    event.stopPropagation() // Escape lets the list go, and not the sheet
  }

  return (
    <div className="relative grid min-h-full min-w-0">
      <div ref={layer} aria-hidden className={`pointer-events-none col-start-1 row-start-1 text-transparent ${text}`}>
        {drawn(marks)}
        {/* What ends with a line break has one line more. */}
        {'\u200b'}
      </div>
      <textarea
        ref={area}
        aria-label={label}
        value={value}
        placeholder={placeholder}
        disabled={disabled}
        aria-autocomplete="list"
        aria-invalid={problems.length > 0}
        aria-describedby={describedBy}
        aria-controls={completion ? listId : undefined}
        aria-activedescendant={completion ? `${listId}-${Math.min(active, completion.options.length - 1)}` : undefined}
        onChange={(event) => {
          onChange(event.target.value)
          setCaret(event.target.selectionStart)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
        onKeyUp={(event) => {
          if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) setCaret(null)
        }}
        onPointerDown={() => setCaret(null)}
        onFocus={onFocus}
        onBlur={() => setCaret(null)}
        className={`col-start-1 row-start-1 resize-none overflow-hidden bg-transparent outline-none disabled:text-ink-2 ${text}`}
      />
      {completion && (
        <CompletionList
          id={listId}
          label={`For ${label}`}
          options={completion.options}
          active={Math.min(active, completion.options.length - 1)}
          at={{ layer, offset: completion.from }}
          onChoose={(option) => take(option, completion)}
        />
      )}
    </div>
  )
}

/** The same for both, or letters would not lie over each other. */
const text =
  'm-0 block size-full min-w-0 border-0 px-3.5 py-[11px] text-[13px]/[21px] whitespace-pre-wrap wrap-anywhere tracking-[inherit] [scrollbar-width:none]'

const looks: Record<Mark['kind'], string> = {
  plain: '',
  column: 'rounded-[4px] bg-selected shadow-[0_0_0_1px_var(--line-strong)] box-decoration-clone py-px',
  problem:
    'rounded-[4px] bg-dead-tint shadow-[0_0_0_1px_var(--dead-fill)] box-decoration-clone py-px forced-colors:underline forced-colors:decoration-wavy',
}

function drawn(marks: readonly Mark[]) {
  let at = 0
  return marks.map((mark) => {
    const key = at
    at += mark.text.length
    return (
      <span key={key} data-mark={mark.kind} className={looks[mark.kind]}>
        {mark.text}
      </span>
    )
  })
}
