import type { LaneView } from '#shared/overview'
import { formatStart, formatTokens } from '../../format'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/Icon'
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
  const sentence = otherWaits({ scheduled, waiting }).slice(2)
  const from = startsAt === null ? '' : `, from ${formatStart(startsAt, now)}`
  const state = scheduled === 0 ? 'state:waiting' : waiting === 0 ? 'state:scheduled' : ''
  return (
    <div className="flex justify-end">
      <button
        type="button"
        aria-label={`${formatTokens(scheduled + waiting)} later: show what ${sentence}${from}`}
        title={`${sentence}${from}`}
        onClick={() => {
          showTab('waiting')
          setFilterText(`lane:${name} ${state}`.trim())
        }}
        className="relative flex items-center gap-[3px] text-2xs/[13px] font-normal tracking-normal whitespace-nowrap text-ink-3 after:absolute after:-inset-x-2 after:-inset-y-1.5 hover:text-ink"
      >
        <Icon name={scheduled > 0 ? 'clock' : 'needs'} size={10} />
        {formatTokens(scheduled + waiting)}
      </button>
    </div>
  )
}
