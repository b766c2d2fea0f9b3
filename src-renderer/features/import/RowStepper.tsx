import { useState } from 'react'
import type { TemplatePreview } from '#shared/template-view'
import { counted, formatCount } from '../../format'
import { IconButton } from '../../ui/IconButton'

type RowStepperProps = {
  readonly row: number
  readonly rows: number | null // how many there are; null: not known
  readonly tokens: TemplatePreview['tokens']
  readonly isOld: boolean
  readonly onRow: (row: number) => void
}

/** Which row is shown, how long its request is, and the ways to others. */
export function RowStepper({ row, rows, tokens, isOld, onRow }: RowStepperProps) {
  const [typed, setTyped] = useState<string | null>(null) // null: the row's own number
  const go = () => {
    const wanted = Number(typed)
    if (typed !== null && Number.isSafeInteger(wanted) && wanted >= 1) onRow(Math.min(wanted, rows ?? wanted))
    setTyped(null)
  }
  return (
    <div className="tn ml-auto flex items-center gap-1 text-xs text-ink-3">
      <label className="flex items-center gap-1.5">
        Row
        <input
          value={typed ?? String(row)}
          inputMode="numeric"
          onChange={(event) => setTyped(event.target.value)}
          onBlur={go}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
            event.preventDefault()
            go()
          }}
          className="edge h-6 rounded-[5px] bg-surface px-1.5 text-right text-ink-2"
          style={{ width: `${Math.max(3, String(rows ?? row).length + 1) + 1}ch` }}
        />
      </label>
      <span>
        {rows !== null && `of ${formatCount(rows)}`}
        {tokens && !isOld && `, ${tokens.exact ? '' : 'about '}${counted(tokens.tokens, 'token')}`}
      </span>
      <IconButton icon="left" size="sm" label="Previous row" disabled={row <= 1} onClick={() => onRow(row - 1)} />
      <IconButton
        icon="right"
        size="sm"
        label="Next row"
        disabled={rows !== null && row >= rows}
        onClick={() => onRow(row + 1)}
      />
    </div>
  )
}
