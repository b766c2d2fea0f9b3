import { memo } from 'react'
import type { TaskId } from '#shared/task'
import { formatCount, formatTime, formatTokens } from '../../format'
import { isPicked } from '../../state/selection-slice'
import { useStore } from '../../state/store'
import { Checkbox } from '../../ui/Checkbox'
import { Skeleton } from '../../ui/Skeleton'
import { Spoken } from '../../ui/Spoken'
import { useDrafts } from './drafts'
import { endedWords } from './group-words'
import { columns, rowCell, rowId, tokensCell } from './letter-columns'

type LetterRowProps = {
  readonly id: TaskId | null // null while it is being fetched
  readonly index: number
  readonly top: number
  readonly isCurrent: boolean
  readonly onOpen: (index: number, id: TaskId) => void
  readonly onEdit: (id: TaskId) => void
  readonly onToggle: (id: TaskId) => void
}

/** Reads its own letter, so that a patch redraws the rows it changed and no others. */
export const LetterRow = memo(function LetterRow(props: LetterRowProps) {
  const { id, index, top, isCurrent, onOpen, onEdit, onToggle } = props
  const row = useStore((store) => (id === null ? undefined : store.rows.get(id)))
  const picked = useStore((store) => id !== null && isPicked(store, id))
  const hasDraft = useDrafts(({ texts }) => id !== null && texts.has(id))
  const box = { transform: `translateY(${top}px)` }
  if (id === null || !row) {
    return (
      <tr aria-rowindex={index + 2} aria-busy className={rowClass} style={box}>
        <td className="col-start-2">
          <Skeleton width={55} />
        </td>
      </tr>
    )
  }
  const { state } = row
  return (
    <tr
      id={rowId(id)}
      aria-rowindex={index + 2}
      aria-selected={picked}
      aria-current={isCurrent ? 'true' : undefined}
      aria-label={row.title}
      onClick={() => onOpen(index, id)}
      onDoubleClick={(event) => !isCheckbox(event.target) && onEdit(id)}
      className={`${rowClass} ${
        isCurrent
          ? 'bg-selected before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-ink-3 group-focus/letters:before:bg-ink'
          : 'hover:bg-hover'
      }`}
      style={box}
    >
      <td>
        <Checkbox label={`Select row ${row.position}`} hideLabel checked={picked} onChange={() => onToggle(id)} />
      </td>
      <td title={row.title} className="truncate">
        {row.letter?.label && (
          <span className="mr-1.5 edge-strong rounded-sm px-1.5 py-px text-[11px] font-medium text-ink-2">
            <Spoken>Label </Spoken>
            {row.letter.label}
          </span>
        )}
        {row.title}
        {hasDraft && <span className="text-xs text-ink-3"> edited, not requeued</span>}
      </td>
      <td title={formatCount(row.position)} className={`tn truncate text-right text-xs text-ink-2 ${rowCell}`}>
        {formatCount(row.position)}
      </td>
      <td className="tn truncate text-xs text-ink-2">
        {state.kind === 'dead' ? endedWords(state.failure, row.attempts) : 'requeued'}
        {(row.deaths ?? 1) > 1 && <span className="text-ink">, again</span>}
      </td>
      <td className={`tn text-right text-xs text-ink-2 ${tokensCell}`}>{formatTokens(row.tokensIn)}</td>
      <td className="tn text-right text-xs text-ink-3">{state.kind === 'dead' ? formatTime(state.settledAt) : ''}</td>
    </tr>
  )
})

const rowClass = `absolute inset-x-0 top-0 h-row whitespace-nowrap ${columns}`

/** Two quick clicks on a checkbox are two clicks. */
const isCheckbox = (target: EventTarget): boolean => target instanceof Element && target.closest('label') !== null
