import type { Overview } from '#shared/overview'
import { clearAt, ratePerMinute } from '../features/queue/estimate'
import { usePacing } from '../features/queue/use-pacing'
import { counted, formatAhead, formatClock, formatRate, formatUsd } from '../format'
import { thisMachine } from '../platform'
import { useStore } from '../state/store'
import { Icon } from '../ui/Icon'
import { Kbd } from '../ui/Kbd'
import { Tooltip } from '../ui/Tooltip'
import { useNow } from '../use-now'

/** What is true of the whole app: saved, how fast, until when. */
export function StatusBar() {
  const savedAt = useStore((store) => store.overview?.savedAt ?? null)
  const lanes = useStore((store) => store.overview?.lanes)
  const billed = useStore((store) => store.overview?.mayHaveBeenBilled ?? 0)
  const now = useNow()
  const rate = lanes?.reduce((sum, lane) => sum + ratePerMinute(lane), 0) ?? 0
  const open = lanes?.filter((lane) => lane.ready + lane.held + lane.backingOff + lane.slots.length > 0) ?? []
  const still = useStore((store) => isStill(store.overview))
  const ends = open.map((lane) => clearAt(lane, now))
  const last = !still && ends.length > 0 && ends.every((end) => end !== null) ? Math.max(...ends) : null
  return (
    <footer className="tn flex items-center gap-4 overflow-hidden border-t border-line bg-chrome px-4 text-2xs whitespace-nowrap text-ink-3">
      <span className="flex items-center gap-[5px]">
        <Icon name="saved" size={12} />
        {savedAt === null ? `Saved on ${thisMachine}` : `Saved ${formatClock(savedAt)}`}
      </span>
      <Awake />
      {billed > 0 && (
        <Tooltip text="They were sent and never answered: the provider may have charged for them." side="top">
          <span className="max-[760px]:hidden">{counted(billed, 'try', 'tries')} may have been billed</span>
        </Tooltip>
      )}
      <span className="flex-1" />
      <Today />
      <PacedBy />
      {rate > 0 && (
        <span>
          <b className="font-medium text-ink-2">{formatRate(rate)}</b> prompts/min
        </span>
      )}
      <CommandsHint />
      {last !== null && (
        <span>
          Clear by about <b className="font-medium text-ink-2">{formatAhead(last, now)}</b>
        </span>
      )}
    </footer>
  )
}

/** That the computer is kept from falling asleep. */
function Awake() {
  const wanted = useStore((store) => store.settings !== null && (store.settings.awake ?? true))
  const runs = useStore((store) => store.overview?.lanes.some(({ slots }) => slots.length > 0) ?? false)
  if (!wanted || !runs) return null
  return (
    <span className="flex items-center gap-[5px] max-[1099px]:hidden">
      <Icon name="awake" size={12} />
      Awake while tasks run
    </span>
  )
}

/** Until there is something to tell, where everything is found. */
function CommandsHint() {
  const nothingYet = useStore(({ overview }) => overview !== null && overview.batches.length === 0)
  const openPalette = useStore((store) => store.openPalette)
  if (!nothingYet) return null
  return (
    <button
      type="button"
      onClick={openPalette}
      className="-mx-1 flex items-center gap-[5px] rounded-sm px-1 hover:text-ink-2"
    >
      <Kbd keys="Mod K" /> for every command
    </button>
  )
}

/** What was spent today, once anything was or there is a budget; a way to the rest of it. */
function Today() {
  const spend = useStore((store) => store.overview?.spend)
  const goTo = useStore((store) => store.goTo)
  if (!spend || (spend.today === 0 && spend.unanswered === 0 && spend.dayBudget === null)) return null
  const { today, unanswered, dayBudget, held } = spend
  const more = unanswered > 0 ? `, and up to ${formatUsd(unanswered)} for calls that were never answered` : ''
  return (
    <Tooltip text={`Spent today${more}.`} side="top">
      <button type="button" onClick={() => goTo('spending')} className="-mx-1 rounded-sm px-1 hover:text-ink-2">
        <b className={`font-medium ${held === 'day' ? 'text-wait' : 'text-ink-2'}`}>{formatUsd(today)}</b>
        {dayBudget === null ? ' today' : ` of ${formatUsd(dayBudget)} today`}
      </button>
    </Tooltip>
  )
}

/** Whose limit sets the pace now. */
function PacedBy() {
  const pacing = usePacing()
  if (pacing === null) return null
  return (
    <span className="flex min-w-0 items-center gap-[5px]">
      <Icon name="limits" size={12} />
      <span className="truncate">
        {pacing.name}: {pacing.words}
      </span>
    </span>
  )
}

/** Nothing new starts, so nothing tells when the end will be. */
const isStill = (overview: Overview | null): boolean =>
  overview !== null && (overview.paused !== 'no' || overview.storage.kind !== 'ok' || overview.spend?.held === 'day')
