import { memo, type ReactNode, useMemo, useState } from 'react'
import { formatCount } from '../../format'
import { textBlocks } from './text-blocks'

/** Of a longer text the rest is shown when it is asked for: so many blocks take a moment to make. */
const shownAtOnce = 1_000_000

type TextBlocksProps = {
  readonly text: string
  readonly at?: number // how many characters came before it
  readonly end?: ReactNode // stands right after the text
}

/**
 * A text of any length, as it came. Only what is in sight is laid out, so that megabytes of it do not hold up the window, and of one that
 * grows only the end is drawn again.
 */
export function TextBlocks({ text, at = 0, end }: TextBlocksProps) {
  const [isWhole, setWhole] = useState(false)
  const isCut = !isWhole && text.length > shownAtOnce
  const blocks = useMemo(() => textBlocks(isCut ? text.slice(0, shownAtOnce) : text, at), [text, at, isCut])
  return (
    <>
      {blocks.map((block, index) => (
        <Block key={block.key} text={block.text} far={blocks.length > 2} end={index === blocks.length - 1 && end} />
      ))}
      {isCut && (
        <button
          type="button"
          onClick={() => setWhole(true)}
          className="tn mt-1 rounded-xs text-xs text-ink-3 hover:text-ink"
        >
          Show {formatCount(text.length - shownAtOnce)} more characters
        </button>
      )}
    </>
  )
}

type BlockProps = { readonly text: string; readonly far: boolean; readonly end: ReactNode }

const Block = memo(function Block({ text, far, end }: BlockProps) {
  return (
    <div
      className={`whitespace-pre-wrap wrap-break-word ${far ? '[contain-intrinsic-block-size:auto_2400px] [content-visibility:auto]' : ''}`}
    >
      {text}
      {end}
    </div>
  )
})
