import { useState } from 'react'
import { formatCount } from '../../format'

/** About eight lines in the narrowest inspector: more pushes the answer out of sight. */
const longFrom = 600
const manyLines = 10

type LongTextProps = { readonly text: string; readonly quiet: boolean; readonly whole?: boolean }

/** A prompt; the end of a long one is folded away until it is wanted. */
export function LongText({ text, quiet, whole = false }: LongTextProps) {
  const [isOpen, setOpen] = useState(false)
  const isLong = !whole && (text.length > longFrom || text.split('\n', manyLines + 1).length > manyLines)
  const hue = quiet ? 'text-ink-3' : 'text-ink-2'
  return (
    <>
      <div
        data-selectable
        className={`leading-[19.5px] whitespace-pre-wrap wrap-break-word ${hue} ${isLong && !isOpen ? 'line-clamp-8' : ''}`}
      >
        {text}
      </div>
      {isLong && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="tn mt-0.5 rounded-xs text-xs text-ink-3 hover:text-ink"
        >
          {isOpen ? 'Show less' : `Show all ${formatCount(text.length)} characters`}
        </button>
      )}
    </>
  )
}
