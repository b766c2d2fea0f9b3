import { assertNever } from '#shared/result'
import type { TaskView } from '#shared/task'
import { formatCountdown, formatDuration, formatTime, missing } from '../../format'
import { useElapsed, useRemaining } from '../../use-now'
import type { CellProps } from './columns'
import { useHeldUntil, useIsHeld } from './held'
import { lastStatus } from './words'

const clock = 'tn block truncate text-right text-[12.5px] font-medium'
const hourMs = 3_600_000

/** One clock per row: what is worth knowing about its time in the state it is in. */
export function ClockCell({ task, place }: CellProps) {
  const { state } = task
  switch (state.kind) {
    case 'running':
      return <Elapsed since={state.startedAt} lane={task.lane} />
    case 'backing_off':
      return <Due at={state.runAt} />
    case 'scheduled':
      return <Start at={state.runAt} />
    case 'queued':
      return <Queued task={task} place={place} />
    case 'succeeded':
      return (
        <span className={`${clock} text-ink-2`}>
          {task.answerMs === null ? missing : formatDuration(task.answerMs)}
        </span>
      )
    case 'dead':
      return (
        <span className={`${clock} text-dead`} title={state.failure.message}>
          {lastStatus(state.failure)}
        </span>
      )
    case 'cancelled':
      return <span className={`${clock} text-ink-3`}>{missing}</span>
    default:
      return assertNever(state)
  }
}

function Elapsed({ since, lane }: { readonly since: number; readonly lane: TaskView['lane'] }) {
  const elapsed = useElapsed(since)
  return <span className={`${clock} ${lane === 'fast' ? 'text-fast' : 'text-heavy'}`}>{formatDuration(elapsed)}</span>
}

function Due({ at }: { readonly at: number }) {
  const left = useRemaining(at) ?? 0
  return <span className={`${clock} text-wait`}>{left === 0 ? 'due' : `in ${formatCountdown(left)}`}</span>
}

function Start({ at }: { readonly at: number }) {
  const left = useRemaining(at) ?? 0
  return <span className={`${clock} text-ink-2`}>{left < hourMs ? `in ${formatCountdown(left)}` : formatTime(at)}</span>
}

function Queued({ task, place }: { readonly task: TaskView; readonly place: number | null }) {
  const held = useIsHeld(task.gateId)
  const left = useRemaining(useHeldUntil(task.gateId))
  if (held)
    return <span className={`${clock} text-wait`}>{left === null ? 'held' : `held ${formatCountdown(left)}`}</span>
  return <span className={`${clock} text-ink-3`}>{place === 0 ? 'next' : 'ready'}</span>
}
