import { memo } from 'react'
import { Icon } from '../../ui/Icon'
import { Keys } from '../../ui/Keys'
import { ClockCell } from '../queue/ClockCell'
import { StateCell } from '../queue/cells'
import type { Item } from './items'
import type { Span } from './match'

type ItemProps = {
  readonly item: Item
  readonly id: string
  readonly active: boolean
  readonly onPoint: (id: string) => void
  readonly onChoose: (item: Item) => void
}

export const PaletteItem = memo(function PaletteItem({ item, id, active, onPoint, onChoose }: ItemProps) {
  const { title, spans, hint, icon, task, keys, problem } = item
  const off = problem !== null
  return (
    // The keys are those of the field, which keeps the focus.
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field chooses it
    // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names the option
    <div
      role="option"
      id={id}
      aria-selected={active}
      aria-disabled={off}
      onMouseMove={() => !active && onPoint(item.id)}
      onMouseDown={(event) => event.preventDefault()} // the field keeps the focus
      onClick={() => onChoose(item)}
      className={`flex h-[34px] items-center gap-[11px] rounded-md px-2.5 whitespace-nowrap ${active ? 'bg-selected' : ''}`}
    >
      <span className={`grid w-4 place-items-center ${active && !off ? 'text-ink' : 'text-ink-3'}`}>
        {task ? <StateCell task={task} place={null} wide /> : icon && <Icon name={icon} />}
      </span>
      <span className={`min-w-0 truncate ${off ? 'text-ink-3' : ''}`} title={task ? title : undefined}>
        <Marked text={title} spans={spans} />
      </span>{' '}
      {hint && <span className="min-w-0 shrink-[3] truncate text-xs text-ink-3">{hint}</span>}{' '}
      <span className="flex-1" />
      {task && (
        <span className="shrink-0">
          <ClockCell task={task} place={null} wide />
        </span>
      )}
      {keys && <Keys keys={keys} />}
    </div>
  )
})

/** A title with what was typed set off. */
function Marked({ text, spans }: { readonly text: string; readonly spans: readonly Span[] }) {
  let end = 0
  return (
    <>
      {spans.map(([from, to]) => {
        const before = text.slice(end, from)
        end = to
        return (
          <span key={from}>
            {before}
            <mark className="bg-transparent font-semibold text-inherit underline decoration-line-control underline-offset-[3px]">
              {text.slice(from, to)}
            </mark>
          </span>
        )
      })}
      {text.slice(end)}
    </>
  )
}
