import type { Attempt, TaskView } from '#shared/task'
import { counted, formatAge, formatClock, formatCount, formatDayTime, formatSpan } from '../../format'
import { useStore } from '../../state/store'
import { useNow } from '../../use-now'
import { counts, isStandIn, outcomeLabel } from './attempt-words'
import { pickedOf } from './picked-attempt'
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
  const pickAttempt = useStore((store) => store.pickAttempt)
  const picked = usePickedNumber(task, attempts)
  const parts = ribbon(attempts, now, running, narrow ? leastNarrow : undefined)
  if (parts.length === 0) return null
  const { words, isLong } = summary(parts, attempts.length)
  return (
    <div role="img" aria-label={words} className="relative mt-0.5 h-[34px]">
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the list of attempts below, and [ and ], do the same */}
      <div
        className="flex h-[18px]"
        onClick={({ target }) => {
          const number = target instanceof Element && target.closest<HTMLElement>('[data-attempt]')?.dataset.attempt
          if (number) pickAttempt(task.id, Number(number))
        }}
      >
        {parts.map((part) => (
          <Part
            key={part.key}
            part={part}
            task={task}
            narrow={narrow}
            isPicked={part.kind === 'attempt' && part.attempt?.number === picked}
          />
        ))}
      </div>
      {marks(parts, (narrow ? 33 : 19) * (isLong ? 1.6 : 1)).map(({ key, at, left, end }) => (
        <span
          key={key}
          className="tn absolute top-[21px] text-2xs/[13px] whitespace-nowrap text-ink-3"
          style={{ left: `${left}%`, transform: end ? 'translateX(-100%)' : undefined }}
        >
          {isLong ? formatDayTime(at) : formatClock(at)}
        </span>
      ))}
    </div>
  )
}

/** In the column a status needs more of the ribbon. */
const leastNarrow = 11
/** A clock alone says little of a ribbon that is longer. */
const longMs = 12 * 3_600_000

/** The attempt whose request or response is shown; null while texts are. */
const usePickedNumber = (task: TaskView, attempts: readonly Attempt[]): number | null => {
  const isRaw = useStore((store) => store.pane !== 'text')
  const picked = pickedOf(
    { task, attempts },
    useStore((store) => store.pickedAttempt),
  )
  return isRaw ? (picked?.number ?? null) : null
}

/** What the drawing shows, for who does not see it; each attempt and wait is told by the list below. */
function summary(parts: readonly RibbonPart[], count: number): { readonly words: string; readonly isLong: boolean } {
  const [first, last] = [parts[0], parts.at(-1)]
  const ms = first && last ? last.startAt + last.ms - first.startAt : 0
  const waited = parts.reduce((sum, part) => sum + (part.kind === 'wait' ? part.ms : 0), 0)
  const of = waited > 0 ? `, ${formatSpan(waited)} of it waiting` : ''
  return { words: `${counted(count, 'attempt')} in ${formatSpan(ms)}${of}, drawn to scale`, isLong: ms > longMs }
}

const base = 'grid h-full place-items-center overflow-hidden rounded-xs text-2xs/[18px] font-semibold whitespace-nowrap'
/** Percent of the ribbon that so many characters need, in its narrowest inspector or in the column. */
const roomFor = (label: string, narrow: boolean) => (label.length * 1.6 + 1.6) * (narrow ? 1.75 : 1)

type PartProps = {
  readonly part: RibbonPart
  readonly task: TaskView
  readonly narrow: boolean
  readonly isPicked: boolean
}

function Part({ part: { kind, percent, attempt, live, ms, count = 0 }, task, narrow, isPicked }: PartProps) {
  const box = { width: `${percent}%` }
  if (kind === 'gap')
    return (
      <span className="grid place-items-center text-2xs text-ink-3" style={box} title="Not tried for a while">
        ⋯
      </span>
    )
  if (kind === 'many')
    return (
      <span
        className={`tn bg-code text-ink-3 ${base}`}
        style={box}
        title={`${counted(count, 'attempt')} and their waits in ${formatSpan(ms)}, not to scale`}
      >
        ⋯ {formatCount(count)} ⋯
      </span>
    )
  if (kind === 'line')
    return (
      <span className="grid items-center" style={box} title="In line for a free slot">
        <span className="h-px bg-line-strong" />
      </span>
    )
  if (kind === 'wait') {
    const length = attempt?.wait?.ms ?? ms
    const fitting = [formatSpan(length), formatAge(length)].find((words) => percent > roomFor(words, narrow) + 2)
    return (
      <span className={`hatch tn text-wait ${base}`} style={box} title={`Wait of ${formatSpan(length)}`}>
        {fitting && <span className="rounded-xs bg-canvas px-1 leading-[14px]">{fitting}</span>}
      </span>
    )
  }
  if (!attempt) return null
  const label = live ? 'now' : outcomeLabel(attempt)
  const standsIn = isStandIn(attempt, task)
  const long = standsIn ? `${attempt.model}: ${label}` : label
  const title = `Attempt ${attempt.number}${standsIn ? `, ${attempt.model} in place of ${task.model}` : ''}`
  return (
    <span
      data-attempt={attempt.number}
      className={`${base} ${look(attempt, live)} ${isPicked ? 'outline-[1.5px] -outline-offset-[1.5px] outline-ink' : ''}`}
      style={box}
      title={title}
    >
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
