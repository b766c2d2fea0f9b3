import { useState } from 'react'
import { formatCount } from '../../format'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { Select } from '../../ui/Select'
import { ShareBar } from '../../ui/ShareBar'
import { filterOptions } from './compare-words'
import { Scores } from './Scores'
import type { Comparison, useComparison } from './use-comparison'

type CompareBarProps = { readonly view: ReturnType<typeof useComparison>; readonly comparison: Comparison }

/** Which rows, which of them, and how far the rating is. */
export function CompareBar({ view, comparison }: CompareBarProps) {
  const { progress, variants } = comparison
  const { shown, filter, isBlind } = view
  const [isOpen, setOpen] = useState(false)
  const options = filterOptions(progress, variants, isBlind)
  const { rated, comparable, seen, rows } = progress
  const told = `${formatCount(rated)} of ${formatCount(comparable)} rated`
  return (
    <>
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-4 py-1">
        <span className="w-[180px] shrink-0">
          <Select
            label="Rows"
            hideLabel
            value={JSON.stringify(filter)}
            options={options}
            onChange={(value) => {
              const option = options.find((each) => each.value === value)
              if (option) void view.choose(option.filter)
            }}
          />
        </span>
        <IconButton
          icon="left"
          label="Previous row"
          keys="K"
          size="sm"
          disabled={!shown}
          onClick={() => void view.step('previous')}
        />
        <RowField key={shown?.row ?? 0} row={shown?.row ?? null} onGo={(row) => void view.goToRow(row)} />
        <IconButton
          icon="right"
          label="Next row"
          keys="J"
          size="sm"
          disabled={!shown}
          onClick={() => void view.step('next')}
        />
        {shown && (
          <span className="tn truncate text-xs text-ink-3">
            {filter === 'all'
              ? `of ${formatCount(rows)}`
              : `${formatCount(Math.min(shown.before + 1, shown.of))} of ${formatCount(shown.of)} like that`}
          </span>
        )}
        <Button size="sm" look="ghost" keys="N" onClick={() => void view.toNextToRate()}>
          Next to rate
        </Button>
        <span className="flex-1" />
        {seen < rows && (
          <span className="tn truncate text-xs text-ink-3">{`${formatCount(seen)} of ${formatCount(rows)} rows looked at`}</span>
        )}
        <span className="max-[1100px]:hidden">
          <ShareBar label="Rated" share={comparable === 0 ? 0 : rated / comparable} />
        </span>
        {isBlind ? (
          <span className="tn px-2 text-xs whitespace-nowrap text-ink-2">{told}</span>
        ) : (
          <Button size="sm" look="ghost" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <span className="tn">{told}</span>
          </Button>
        )}
        <IconButton
          icon="undo"
          label={progress.last ? `Take back the rating of row ${progress.last.row}` : 'Nothing to take back'}
          keys="U"
          size="sm"
          disabled={progress.last === null}
          onClick={() => void view.takeBack()}
        />
      </div>
      {isOpen && !isBlind && (
        <section aria-label="Scores" className="flex shrink-0 justify-end border-b border-line px-4 py-2.5">
          <Scores progress={progress} variants={variants} />
        </section>
      )}
    </>
  )
}

function RowField({ row, onGo }: { readonly row: number | null; readonly onGo: (row: number) => void }) {
  const [text, setText] = useState(row === null ? '' : String(row))
  const go = () => {
    const wanted = Number(text)
    if (Number.isSafeInteger(wanted) && wanted > 0 && wanted !== row) onGo(wanted)
    else setText(row === null ? '' : String(row))
  }
  return (
    <input
      aria-label="Row"
      inputMode="numeric"
      value={text}
      onChange={(event) => setText(event.target.value.replace(/\D/g, '').slice(0, 9))}
      onBlur={go}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur()
        if (event.key === 'Escape') event.stopPropagation()
      }}
      className="tn edge-strong h-6 w-[64px] rounded-[6px] bg-surface px-2 text-right text-xs"
    />
  )
}
