import type { Attempt, TaskDetail } from '#shared/task'
import { counted, formatClock, formatDuration, missing } from '../../format'
import { useElapsed, useNow } from '../../use-now'
import { attemptNote, codeOf, outcomeLabel, waitWords } from './attempt-words'
import { Ribbon } from './Ribbon'

/** The newest of them: the ones before are in the ribbon. */
const mostLines = 5

type GlanceProps = { readonly detail: TaskDetail; readonly head?: boolean } // head: whose they are, and for how long it is tried

/** A task's past in a few lines, to be looked at and left again: nothing in it takes the focus. */
export function AttemptsAtAGlance({ detail, head = true }: GlanceProps) {
  const { task, attempts } = detail
  const now = useNow()
  const [first] = attempts
  const end = 'settledAt' in task.state ? task.state.settledAt : now
  const shown = attempts.slice(-mostLines)
  const before = attempts.length - shown.length
  return (
    <>
      {head && (
        <div className="mb-1.5 flex items-baseline gap-2 text-2xs text-ink-3">
          <span className="text-xs font-medium text-ink-2">Attempts</span>
          <span className="min-w-0 flex-1 truncate">
            {task.batchName} {task.position}
          </span>
          {first && <span className="tn">{formatDuration(end - first.startedAt)} since the first try</span>}
        </div>
      )}
      {attempts.length > 1 && <Ribbon task={task} attempts={attempts} running={task.state.kind === 'running'} />}
      {attempts.length === 0 && (
        <p className="text-xs text-ink-2">
          {task.cached ? 'None was needed: an identical request was answered before.' : 'Not tried yet.'}
        </p>
      )}
      {before > 0 && <p className="tn pb-0.5 text-2xs text-ink-3">{counted(before, 'attempt')} before</p>}
      <ol className="@container mt-1">
        {shown.map((attempt, at) => (
          <li key={attempt.number}>
            <Line attempt={attempt} isLive={attempt.outcome === null && task.state.kind === 'running'} />
            {attempt.wait && (
              <p className="grid grid-cols-[14px_minmax(0,1fr)] items-center gap-x-2.5 text-[11.5px]/[15px] text-ink-2">
                <span aria-hidden className="hatch-solid ml-px h-[15px] w-[5px] rounded-[1px]" />
                <span>{waitWords(attempt.wait, attempt.wait.until <= now, shown[at + 1], task)}</span>
              </p>
            )}
          </li>
        ))}
      </ol>
    </>
  )
}

/** What the newest attempt came to, for who hears it. */
export const lastWords = ({ number, outcome, failure }: Attempt): string =>
  outcome === null
    ? `Attempt ${number} is running`
    : `Attempt ${number}: ${outcomeLabel({ outcome, failure })}${failure ? `, ${codeOf(failure)}` : ''}`

function Line({ attempt, isLive }: { readonly attempt: Attempt; readonly isLive: boolean }) {
  const { number, startedAt, endedAt, failure, lane } = attempt
  const hue = isLive ? (lane === 'fast' ? 'text-fast' : 'text-heavy') : ''
  return (
    <p className="tn grid grid-cols-[14px_minmax(56px,auto)_48px_minmax(60px,1fr)_auto] items-baseline gap-x-2.5 py-0.5 text-xs">
      <span className={`font-semibold ${isLive ? hue : 'text-ink-3'}`}>{number}</span>
      <span className="whitespace-nowrap text-ink-2">{formatClock(startedAt)}</span>
      <span className={isLive ? `font-medium ${hue}` : 'text-ink-2'}>
        {isLive ? <Since at={startedAt} /> : endedAt === null ? missing : formatDuration(endedAt - startedAt)}
      </span>
      <span className="truncate">
        <b className={`font-semibold ${hue}`}>{isLive ? 'running' : outcomeLabel(attempt)}</b>{' '}
        {failure && failure.status !== null && failure.status >= 400 && (
          <span className="text-ink-2">{codeOf(failure)}</span>
        )}
      </span>
      {/* Without room beside what it came to, below it: that it may have been billed must not be cut off. */}
      <span className="text-ink-3 @max-[400px]:col-span-2 @max-[400px]:col-start-4">{attemptNote(attempt)}</span>
    </p>
  )
}

const Since = ({ at }: { readonly at: number }) => formatDuration(useElapsed(at))
