import { useState } from 'react'
import { formatCount } from '../../format'
import { TextBlocks } from '../../ui/text/TextBlocks'

/** About eight lines in the narrowest inspector: more pushes the answer out of sight. */
const longFrom = 600
const manyLines = 10

/** More than eight lines in the widest window: what is folded away must not be laid out. */
const foldedLength = 4_000

type LongTextProps = { readonly text: string; readonly quiet: boolean; readonly whole?: boolean }

/** A prompt; the end of a long one is folded away until it is wanted. */
export function LongText({ text, quiet, whole = false }: LongTextProps) {
  const [isOpen, setOpen] = useState(false)
  const isLong =
    !whole && (text.length > longFrom || text.slice(0, longFrom).split('\n', manyLines + 1).length > manyLines)
  const hue = quiet ? 'text-ink-3' : 'text-ink-2'
  return (
    <>
      {isLong && !isOpen ? (
        <div data-selectable className={`line-clamp-8 leading-[19.5px] whitespace-pre-wrap wrap-break-word ${hue}`}>
          {text.slice(0, foldedLength)}
        </div>
      ) : (
        <div data-selectable className={`leading-[19.5px] ${hue}`}>
          <TextBlocks text={text} />
        </div>
      )}
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
