import { memo } from 'react'

type DiffLineRowProps = {
  readonly number: number
  readonly text: string
  readonly change: 'same' | 'removed' | 'added'
  readonly start?: number | undefined // of the changed words
  readonly end?: number | undefined
  readonly ghost?: boolean // the text is drawn by the editor that lies over it
}

/** Number, sign, text: the widths are the editor's padding as well, so that both wrap alike. */
export const gutterPx = 50
export const rightPx = 14
const looks = { same: '', removed: 'bg-del-line', added: 'bg-add-line' }
const marks = { same: '', removed: 'bg-del-word', added: 'bg-add-word' }
const signs = { same: '', removed: '−', added: '+' }

/** One line of a comparison. Its sign says what its colour says. */
export const DiffLineRow = memo(function DiffLineRow(props: DiffLineRowProps) {
  const { number, text, change, start, end, ghost = false } = props
  const ink = change === 'same' ? 'text-ink-2' : 'text-ink'
  return (
    <div
      className={`grid min-h-5 grid-cols-[38px_12px_minmax(0,1fr)] ${looks[change]}`}
      style={{ paddingRight: rightPx }}
    >
      <span className="pr-2 text-right text-2xs/5 text-ink-3 select-none">{number}</span>
      <span className="text-ink-3 select-none">{signs[change]}</span>
      <span className={`wrap-anywhere whitespace-pre-wrap ${ghost ? 'text-transparent' : ink}`}>
        {start === undefined || end === undefined ? (
          text
        ) : (
          <>
            {text.slice(0, start)}
            <mark className={`rounded-[2px] text-inherit ${marks[change]}`}>{text.slice(start, end)}</mark>
            {text.slice(end)}
          </>
        )}
      </span>
    </div>
  )
})
