import { useEffect, useRef } from 'react'
import type { ImportPreview } from '#shared/import'
import { RadioMark } from '../../ui/RadioMark'

type ColumnTableProps = {
  readonly columns: ImportPreview['columns']
  readonly chosen: string | null
  readonly onChoose: (column: string) => void
  readonly disabled: boolean
  readonly alone: boolean // nothing else wants the room
}

/** The columns of the rows, and which of them holds the prompts. */
export function ColumnTable({ columns, chosen, onChoose, disabled, alone }: ColumnTableProps) {
  const chosenRow = useRef<HTMLLabelElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row that the ref is on
  useEffect(() => chosenRow.current?.scrollIntoView?.({ block: 'nearest' }), [chosen])
  return (
    <section className={alone ? 'flex min-h-0 flex-col' : 'shrink-0'} aria-label="Columns">
      <h3 className="mb-1.5 flex items-baseline gap-2 text-xs">
        <span className="font-medium text-ink-2">Prompt column</span>
        {chosen === null && <span className="text-ink">Choose the column that holds the prompts.</span>}
      </h3>
      <div
        role="radiogroup"
        aria-label="Prompt column"
        className={`overflow-y-auto rounded-[8px] border border-line-strong text-xs ${alone ? 'min-h-24' : 'max-h-[188px] [@media(max-height:700px)]:max-h-[124px]'}`}
      >
        <div aria-hidden className={`${grid} sticky top-0 z-10 h-[26px] bg-canvas text-2xs font-medium text-ink-3`}>
          <span />
          <span>Column</span>
          <span>First value</span>
        </div>
        {columns.map(({ name, first }) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: RadioMark is the control
          <label
            key={name}
            ref={chosen === name ? chosenRow : undefined}
            className={`${grid} relative h-8 border-t border-line has-checked:bg-selected ${disabled ? '' : 'hover:bg-hover has-checked:hover:bg-selected'}`}
          >
            <RadioMark
              name="prompt-column"
              label={name}
              checked={chosen === name}
              onChoose={() => onChoose(name)}
              disabled={disabled}
            />
            <span className={`code truncate ${chosen === name ? 'text-ink' : 'text-ink-2'}`} title={name}>
              {name}
            </span>
            <span className="truncate text-ink-2" title={first}>
              {first === '' ? <i className="text-ink-3 not-italic">empty</i> : first}
            </span>
          </label>
        ))}
      </div>
    </section>
  )
}

const grid = 'grid grid-cols-[14px_minmax(90px,148px)_minmax(0,1fr)] items-center gap-x-3 px-3'
