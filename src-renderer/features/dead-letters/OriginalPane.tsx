import { useMemo, useState } from 'react'
import { assertNever } from '#shared/result'
import type { DiffLine } from '../../diff/line-diff'
import { counted } from '../../format'
import type { Marks, Span } from './changed-words'
import { DiffLineRow } from './DiffLineRow'
import { type OriginalRow, originalRows } from './diff-rows'

type OriginalPaneProps = { readonly lines: readonly DiffLine[]; readonly marks: Marks['before'] }

/** The prompt as it first was, with what the edit takes out. */
export function OriginalPane({ lines, marks }: OriginalPaneProps) {
  const [showAll, setShowAll] = useState(false)
  const rows = useMemo(() => originalRows(lines, showAll), [lines, showAll])
  return (
    <section aria-label="Original prompt" data-selectable className="min-w-0 py-1">
      {rows.map((row) => (
        <OriginalRowView
          key={row.kind === 'line' ? row.number : `${row.kind} ${row.at}`}
          row={row}
          span={row.kind === 'line' && row.isRemoved ? marks.get(row.number) : undefined}
          onShowAll={() => setShowAll(true)}
        />
      ))}
    </section>
  )
}

type OriginalRowProps = {
  readonly row: OriginalRow
  readonly span: Span | undefined
  readonly onShowAll: () => void
}

function OriginalRowView({ row, span, onShowAll }: OriginalRowProps) {
  switch (row.kind) {
    case 'line':
      return (
        <DiffLineRow
          number={row.number}
          text={row.text}
          change={row.isRemoved ? 'removed' : 'same'}
          start={span?.start}
          end={span?.end}
        />
      )
    case 'fold':
      return (
        <button
          type="button"
          onClick={onShowAll}
          className="block h-6 w-full border-y border-line bg-code pl-[50px] text-left font-sans text-[11.5px] text-ink-3 -outline-offset-2 hover:text-ink"
        >
          {counted(row.hidden, 'more line')} removed
        </button>
      )
    case 'gap':
      return (
        <div
          aria-hidden
          className="bg-[repeating-linear-gradient(115deg,var(--line)_0_1px,transparent_1px_6px)]"
          style={{ height: row.lines * 20 }}
        />
      )
    default:
      return assertNever(row)
  }
}
