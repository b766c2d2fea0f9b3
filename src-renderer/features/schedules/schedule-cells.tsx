import type { ScheduleView } from '#shared/schedule'
import { formatDate, formatTime } from '../../format'
import { useStore } from '../../state/store'
import { showBatch } from '../../state/work'
import { Icon } from '../../ui/Icon'
import { StateGlyph } from '../../ui/StateGlyph'
import { useNow, useRemaining } from '../../use-now'
import { outcomeOf } from './last-batch'
import { nextWords, untilWords } from './next-words'

/** Red only where nothing is queued until a person does something. */
export const needsYou = ({ lastSkip, lastFiredAt }: ScheduleView): boolean =>
  lastSkip?.reason === 'target' && (lastFiredAt === null || lastSkip.at > lastFiredAt)

export function ScheduleGlyph({ schedule }: { readonly schedule: ScheduleView }) {
  if (schedule.state === 'paused') return <Icon name="pause" className="text-ink-3" />
  if (needsYou(schedule)) return <StateGlyph glyph="dead" label="Needs you" />
  return <StateGlyph glyph="scheduled" label="Active" />
}

/** When it fires next, with a countdown. */
export function NextCell({ schedule: { nextAt, state, timeZone } }: { readonly schedule: ScheduleView }) {
  const now = useNow()
  const remaining = useRemaining(nextAt)
  if (state === 'paused') return <span className="text-ink-3">paused</span>
  if (nextAt === null || remaining === null) return <span className="text-ink-3">no more</span>
  const { there, here } = nextWords(nextAt, now, timeZone)
  return (
    <span className="tn min-w-0">
      <span className="block truncate text-ink" title={here ?? undefined}>
        {here === null ? there : `${there} (${timeZone})`}
      </span>
      <span className="block truncate text-ink-3">
        {/* The moment itself stands above. */}
        <span aria-hidden>{untilWords(remaining)}</span>
      </span>
    </span>
  )
}

/** What the last batch came to; a press shows it in the queue. */
export function LastCell({ schedule }: { readonly schedule: ScheduleView }) {
  const { lastBatch, lastFiredAt } = schedule
  const live = useStore((store) => store.overview?.batches.find(({ id }) => id === lastBatch?.id)?.counts)
  if (needsYou(schedule))
    return (
      <span className="line-clamp-3 min-w-0 py-0.5 text-dead" title={schedule.lastSkip?.message}>
        {schedule.lastSkip?.message}
      </span>
    )
  if (!lastBatch || lastFiredAt === null) return <span className="text-ink-3">not yet</span>
  const { kind, words } = outcomeOf(live ?? lastBatch.counts)
  return (
    <span className="tn min-w-0">
      <button
        type="button"
        aria-label={`${words}. Show ${lastBatch.name} in the queue`}
        onClick={() => showBatch(lastBatch.id)}
        className={`relative block max-w-full truncate rounded-sm text-left hover:underline ${kind === 'dead' ? 'font-medium text-dead' : 'text-ink-2'}`}
      >
        {words}
      </button>
      <span className="block truncate text-ink-3">
        <FiredAt at={lastFiredAt} />
      </span>
    </span>
  )
}

function FiredAt({ at }: { readonly at: number }) {
  const now = useNow()
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString()
  return <>{sameDay ? `fired at ${formatTime(at)}` : `fired ${formatDate(at)}, ${formatTime(at)}`}</>
}
