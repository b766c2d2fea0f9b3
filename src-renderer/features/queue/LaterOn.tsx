import type { LaneView } from '#shared/overview'
import { formatCount, formatStart } from '../../format'
import { useStore } from '../../state/store'
import { useAhead, useNow } from '../../use-now'
import { otherWaits } from './wait-words'

/** What of a lane waits for a set time or for other tasks, under what is ready; a press shows which tasks they are. */
export function LaterOn({ lane }: { readonly lane: LaneView }) {
  const { name, scheduled, waiting } = lane
  const showTab = useStore((store) => store.showTab)
  const setFilterText = useStore((store) => store.setFilterText)
  const startsAt = useAhead(scheduled > 0 ? (lane.nextStartAt ?? null) : null)
  const now = useNow()
  if (scheduled + waiting === 0) return null
  const when = scheduled === 0 ? 'blocked' : startsAt === null ? 'later' : `from ${formatStart(startsAt, now)}`
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
        {formatCount(scheduled > 0 ? scheduled : waiting)} {when}
      </button>
    </div>
  )
}
