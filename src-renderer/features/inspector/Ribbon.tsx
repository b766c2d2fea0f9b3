import type { Attempt, TaskView } from '#shared/task'
import { formatClock, formatSpan } from '../../format'
import { useNow } from '../../use-now'
import { counts, isStandIn, outcomeLabel } from './attempt-words'
import { marks, type RibbonPart, ribbon } from './ribbon'

type RibbonProps = {
  readonly task: TaskView
  readonly attempts: readonly Attempt[]
  readonly running: boolean
  readonly narrow?: boolean // in the column of the full view
}

/** The task's past, drawn to scale: spent tries grey, waits hatched, the live try in its lane's hue. */
export function Ribbon({ task, attempts, running, narrow = false }: RibbonProps) {
  const now = useNow()
  const parts = ribbon(attempts, now, running)
  if (parts.length === 0) return null
  return (
    <div role="img" aria-label={`${attempts.length} attempts, drawn to scale`} className="relative mt-0.5 h-[34px]">
      <div className="flex h-[18px]">
        {parts.map((part) => (
          <Part key={part.key} part={part} task={task} narrow={narrow} />
        ))}
      </div>
      {marks(parts, narrow ? 33 : 19).map(({ key, at, left, end }) => (
        <span
          key={key}
          className="tn absolute top-[21px] text-2xs/[13px] whitespace-nowrap text-ink-3"
          style={{ left: `${left}%`, transform: end ? 'translateX(-100%)' : undefined }}
        >
          {formatClock(at)}
        </span>
      ))}
    </div>
  )
}

const base = 'grid h-full place-items-center overflow-hidden rounded-xs text-2xs/[18px] font-semibold whitespace-nowrap'
/** Percent of the ribbon that so many characters need, in its narrowest inspector or in the column. */
const roomFor = (label: string, narrow: boolean) => (label.length * 1.6 + 1.6) * (narrow ? 1.75 : 1)

type PartProps = { readonly part: RibbonPart; readonly task: TaskView; readonly narrow: boolean }

function Part({ part: { kind, percent, attempt, live, ms }, task, narrow }: PartProps) {
  const box = { width: `${percent}%` }
  if (kind === 'gap')
    return (
      <span className="grid place-items-center text-2xs text-ink-3" style={box} title="Not tried for a while">
        ⋯
      </span>
    )
  if (kind === 'line')
    return (
      <span className="grid items-center" style={box} title="In line for a free slot">
        <span className="h-px bg-line-strong" />
      </span>
    )
  if (kind === 'wait')
    return (
      <span
        className={`hatch tn text-wait ${base}`}
        style={box}
        title={`Wait of ${formatSpan(attempt?.wait?.ms ?? ms)}`}
      >
        {percent > roomFor('00 s', narrow) + 2 && (
          <span className="rounded-xs bg-canvas px-1 leading-[14px]">{formatSpan(attempt?.wait?.ms ?? ms)}</span>
        )}
      </span>
    )
  if (!attempt) return null
  const label = live ? 'now' : outcomeLabel(attempt)
  const standsIn = isStandIn(attempt, task)
  const long = standsIn ? `${attempt.model}: ${label}` : label
  const title = `Attempt ${attempt.number}${standsIn ? `, ${attempt.model} in place of ${task.model}` : ''}`
  return (
    <span className={`${base} ${look(attempt, live)}`} style={box} title={title}>
      {percent > roomFor(long, narrow) ? long : percent > roomFor(label, narrow) && label}
    </span>
  )
}

function look(attempt: Attempt, live: boolean): string {
  if (live)
    return attempt.lane === 'fast'
      ? 'bg-fast-tint text-fast shadow-[inset_0_-3px_0_var(--fast-fill)]'
      : 'bg-heavy-tint text-heavy shadow-[inset_0_-3px_0_var(--heavy-fill)]'
  if (attempt.outcome === 'succeeded') return 'bg-ok-tint text-ok shadow-[inset_0_-3px_0_var(--ok-fill)]'
  // What does not count is only outlined: it was sent back, and cost the task nothing.
  if (!counts(attempt)) return 'text-ink-2 shadow-[inset_0_0_0_1px_var(--line-control)]'
  return 'bg-selected text-ink-2 shadow-[inset_0_-3px_0_var(--line-control)]'
}
