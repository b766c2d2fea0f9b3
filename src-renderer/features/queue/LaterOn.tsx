import type { LaneView } from '#shared/overview'
import { formatCount } from '../../format'
import { useStore } from '../../state/store'
import { otherWaits } from './wait-words'

/** What of a lane waits for a set time or for other tasks, under what is ready; a press shows which tasks they are. */
export function LaterOn({ lane: { name, scheduled, waiting } }: { readonly lane: LaneView }) {
  const showTab = useStore((store) => store.showTab)
  const setFilterText = useStore((store) => store.setFilterText)
  if (scheduled + waiting === 0) return null
  const word = scheduled === 0 ? 'blocked' : 'later'
  const state = scheduled === 0 ? 'state:waiting' : waiting === 0 ? 'state:scheduled' : ''
  return (
    <div className="flex justify-end">
      <button
        type="button"
        aria-label={`Show them: ${otherWaits({ scheduled, waiting }).slice(2)}`}
        onClick={() => {
          showTab('waiting')
          setFilterText(`lane:${name} ${state}`.trim())
        }}
        className="text-2xs/[13px] font-normal tracking-normal whitespace-nowrap text-ink-3 hover:text-ink"
      >
        {formatCount(scheduled + waiting)} {word}
      </button>
    </div>
  )
}
