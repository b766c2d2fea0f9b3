import type { TaskDetail } from '#shared/task'
import { formatClock, formatMoment } from '../../format'
import { usePauseReason } from '../../state/pause-reason'
import { Chip } from '../../ui/Chip'
import { StateGlyph } from '../../ui/StateGlyph'
import { useNow } from '../../use-now'
import { useIsHeld } from '../queue/held'
import { glyphOf } from '../queue/row-state'
import { useBudgetReason } from '../spending/use-hold'
import { useWindowReason } from '../windows/use-window-reason'
import { figures } from './facts'
import { LaneAndModel } from './LaneAndModel'
import { StateWords } from './StateWords'

/** A day that is not today's is told. */
const when = (at: number, now: number): string =>
  new Date(at).toDateString() === new Date(now).toDateString() ? formatClock(at) : formatMoment(at)

/** The task's title, state and numbers over its full view. */
export function FullHead({ detail }: { readonly detail: TaskDetail }) {
  const { task } = detail
  const now = useNow()
  const held = useIsHeld(task.gateId)
  const paused = usePauseReason(task)
  const shut = useWindowReason(task)
  const budget = useBudgetReason(task)
  return (
    <header className="flex shrink-0 items-start gap-6 border-b border-line px-4 pt-3 pb-2.5">
      <div className="min-w-0 flex-1">
        <h2
          data-selectable
          title={task.title}
          className="line-clamp-2 text-lg/[22px] font-semibold tracking-[-0.014em] wrap-break-word"
        >
          {task.title}
        </h2>
        <p className="mt-1 flex min-w-0 items-center gap-1.5 text-xs whitespace-nowrap text-ink-3">
          <StateGlyph
            glyph={glyphOf(task.state, { held: held || budget !== null, paused: paused !== null, shut: shut !== null })}
            lane={task.lane}
            size={14}
          />
          <StateWords {...{ task, held, paused, shut, budget }} />
          {task.cached && <Chip title="Answer of an identical request; no call, no cost">cached</Chip>}
          <LaneAndModel {...task} />
          <span>·</span>
          <span className="tn min-w-0 truncate">
            queued {when(task.createdAt, now)}
            {'settledAt' in task.state && `, ended ${when(task.state.settledAt, now)}`}
          </span>
        </p>
      </div>
      <dl className="flex shrink-0 gap-6">
        {figures(detail).map(({ label, value }) => (
          <div key={label} className="flex flex-col-reverse items-end">
            <dt className="text-2xs text-ink-3">{label}</dt>
            <dd className="tn text-lg/[22px] font-medium">{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  )
}
