import { useMemo } from 'react'
import { countChanges, lineDiff } from '../../diff/line-diff'
import { formatCount } from '../../format'
import { changedWords } from './changed-words'
import { changeWords } from './diff-rows'
import { EditedPane } from './EditedPane'
import { OriginalPane } from './OriginalPane'
import { PlainPanes } from './PlainPanes'

type ComparePanesProps = {
  readonly original: string
  readonly text: string
  readonly hadDraft: boolean
  readonly onChange: (text: string) => void
}

/** Above this, a comparison at every key stroke would hold up typing. */
const mostChars = 200_000
const mostLines = 3_000
const isLong = (text: string) => text.length > mostChars || text.split('\n', mostLines + 1).length > mostLines

/** The original, kept for good, beside the edit. */
export function ComparePanes({ original, text, hadDraft, onChange }: ComparePanesProps) {
  const tooLong = useMemo(() => isLong(original) || isLong(text), [original, text])
  const lines = useMemo(() => (tooLong ? [] : lineDiff(original, text)), [tooLong, original, text])
  const marks = useMemo(() => changedWords(lines), [lines])
  const changed = tooLong ? 'too long to compare line by line' : changeWords(countChanges(lines), formatCount)
  const head =
    'sticky top-0 z-10 flex h-[34px] min-w-0 items-center gap-2 border-b border-line bg-canvas pr-3.5 pl-5 font-sans text-xs'
  return (
    <div className="code min-h-0 flex-1 overflow-y-auto leading-5">
      {/* What is too long scrolls inside its own panes. */}
      <div className={`grid grid-cols-2 grid-rows-[34px_minmax(0,1fr)] ${tooLong ? 'h-full' : 'min-h-full'}`}>
        <div className={head}>
          <span className="font-medium text-ink-2">Original</span>
          <span className="truncate text-ink-3">kept for good</span>
        </div>
        <div className={`border-l ${head}`}>
          <span className="font-medium text-ink-2">Edited</span>
          <span className="tn truncate text-ink-3">
            {changed || 'nothing changed yet'}
            {hadDraft && ' · draft kept'}
          </span>
        </div>
        {tooLong ? (
          <PlainPanes original={original} text={text} onChange={onChange} />
        ) : (
          <>
            <OriginalPane lines={lines} marks={marks.before} />
            <EditedPane text={text} lines={lines} marks={marks.after} onChange={onChange} />
          </>
        )}
      </div>
    </div>
  )
}
