import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { TaskId } from '#shared/task'
import { useStore } from '../../state/store'
import { retryView, showRange } from '../../state/use-view'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { SkeletonRows } from '../../ui/Skeleton'
import { tallest } from '../queue/row-height'
import { LetterRow } from './LetterRow'
import { columns, rowCell, rowId, tokensCell } from './letter-columns'
import { positionOf } from './letter-position'

type LettersTableProps = {
  readonly count: number // of the group
  readonly isFiltered: boolean
  readonly problem: string | null // why the filter cannot be used
  readonly onEdit: (id: TaskId) => void
  readonly onClearFilter: () => void
}

const rowHeight = 28
const estimateSize = () => rowHeight // one and the same: another function makes the virtualizer measure every row anew
const headHeight = 24

/** The letters of the group, newest first; only those on screen exist. */
export function LettersTable(props: LettersTableProps) {
  const body = useStore((store) => store.body)
  const error = useStore((store) => store.viewError)
  if (error !== null) {
    return (
      <Box>
        <EmptyState title="The letters could not be read">
          {error} They are kept.{' '}
          <Button size="sm" onClick={retryView}>
            Read again
          </Button>
        </EmptyState>
      </Box>
    )
  }
  if (body?.kind !== 'list') {
    return (
      <Box>
        <SkeletonRows count={Math.min(props.count, 6)} />
      </Box>
    )
  }
  if (body.total === 0 && props.isFiltered) {
    return (
      <Box>
        <EmptyState title={props.problem === null ? 'No letter here has these words' : 'This filter cannot be used'}>
          {props.problem !== null && (
            <p role="status" className="mb-1.5">
              {props.problem}
            </p>
          )}
          <Button size="sm" look="ghost" onClick={props.onClearFilter}>
            Clear the filter
          </Button>
        </EmptyState>
      </Box>
    )
  }
  return <Grid {...props} total={body.total} />
}

const Box = ({ children }: { readonly children: React.ReactNode }) => (
  <div className="min-h-24 shrink grow-0 basis-[calc(24px+9*28px)] overflow-hidden">{children}</div>
)

function Grid({ total, onEdit }: LettersTableProps & { readonly total: number }) {
  const scroller = useRef<HTMLDivElement>(null)
  const table = useRef<HTMLTableElement>(null)
  const body = useStore((store) => store.body)
  const cursor = useStore((store) => store.cursor)
  const setCursor = useStore((store) => store.setCursor)
  const { index: current, id: currentId } = positionOf(body, cursor)
  const virtual = useVirtualizer({
    count: Math.min(total, Math.floor(tallest / rowHeight)),
    getScrollElement: () => scroller.current,
    estimateSize,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => showRange(first, last), [first, last])
  // By the cursor as it was set, so that letters which arrive meanwhile do not move what one is reading.
  useEffect(() => {
    if (cursor) virtual.scrollToIndex(cursor.index)
  }, [virtual, cursor])

  const open = (index: number, id: TaskId) => {
    setCursor({ index, id })
    table.current?.focus({ preventScroll: true })
  }
  const onToggle = (id: TaskId) => {
    const { toggleSelected, rows } = useStore.getState()
    toggleSelected(id, rows.get(id)?.version ?? 0)
  }
  return (
    <div
      ref={scroller}
      className="min-h-24 shrink overflow-y-auto"
      style={{ flexBasis: Math.min(tallest, headHeight + total * rowHeight + 6) }}
    >
      <table
        ref={table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid, by its keys and its picked rows
        role="grid"
        aria-label="Dead letters"
        aria-rowcount={total + 1}
        aria-multiselectable
        aria-activedescendant={currentId === null ? undefined : rowId(currentId)}
        tabIndex={0}
        className="group/letters block outline-none"
      >
        <thead className="sticky top-0 z-10 block">
          <tr
            aria-rowindex={1}
            className={`h-6 border-b border-line bg-canvas text-2xs whitespace-nowrap text-ink-3 ${columns} *:font-medium`}
          >
            <th scope="col">
              <span className="sr-only">Selected</span>
            </th>
            <th scope="col" className="text-left">
              Prompt
            </th>
            <th scope="col" className={`text-right ${rowCell}`}>
              Row
            </th>
            <th scope="col" className="text-left">
              Attempts ended
            </th>
            <th scope="col" className={`text-right ${tokensCell}`}>
              Tok in
            </th>
            <th scope="col" className="text-right">
              Died
            </th>
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: Math.min(tallest, total * rowHeight) }}>
          {items.map(({ index, start }) => (
            <LetterRow
              key={index}
              id={body?.kind === 'list' ? (body.order[index - body.start] ?? null) : null}
              index={index}
              top={start - headHeight}
              isCurrent={index === current}
              onOpen={open}
              onEdit={onEdit}
              onToggle={onToggle}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}
