import { assertNever } from '#shared/result'
import type { TaskView } from '#shared/task'
import {
  countdownIn,
  formatClock,
  formatCountdown,
  formatDuration,
  formatMoment,
  formatStart,
  formatUntil,
  missing,
} from '../../format'
import { pauseWords, usePauseReason } from '../../state/pause-reason'
import { Ticking } from '../../ui/Ticking'
import { useElapsed, useNow, useRemaining } from '../../use-now'
import { holdReason, shortHold } from '../spending/hold-words'
import { useBudgetReason } from '../spending/use-hold'
import { useWindowReason, type WindowReason, whoseWords } from '../windows/use-window-reason'
import type { CellProps } from './columns'
import { useHeldUntil, useIsHeld } from './held'
import { type Pacing, usePacing } from './use-pacing'
import { useIsWarming, warmingWords } from './use-warming'
import { lastStatus } from './words'

const clock = 'tn block truncate text-right text-[12.5px] font-medium'
const hourMs = 3_600_000

/** One clock per row: what is worth knowing about its time in the state it is in. */
export function ClockCell({ task, place }: CellProps) {
  const { state } = task
  switch (state.kind) {
    case 'running':
      if (task.remoteBatch) return <Out since={task.remoteBatch.since} />
      return <Elapsed since={state.startedAt} lane={task.lane} />
    case 'backing_off':
      return <Due at={state.runAt} />
    case 'scheduled':
      return <Start at={state.runAt} />
    case 'waiting':
      return (
        <span className={`${clock} text-ink-3`} title="Waits for the results of other tasks">
          for others
        </span>
      )
    case 'queued':
      return <Queued task={task} place={place} />
    case 'succeeded':
      return <Answered task={task} />
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
  return (
    <span className={`${clock} ${lane === 'fast' ? 'text-fast' : 'text-heavy'}`}>
      <Ticking spoken={`running since ${formatClock(since)}`}>{formatDuration(elapsed)}</Ticking>
    </span>
  )
}

/** Out in a batch of its provider's, at half the price: it takes no slot, and may take a day. */
function Out({ since }: { readonly since: number }) {
  const title = `In a batch of its provider’s since ${formatMoment(since)}: half the price, an answer within a day`
  return (
    <span className={`${clock} text-ink-2`} title={title}>
      half price
    </span>
  )
}

/** An answer that was taken from an identical request took no time. */
function Answered({ task: { cached, answerMs } }: Pick<CellProps, 'task'>) {
  if (cached)
    return (
      <span className={`${clock} text-ink-3`} title="Answer of an identical request; no call, no cost">
        cached
      </span>
    )
  return <span className={`${clock} text-ink-2`}>{answerMs === null ? missing : formatDuration(answerMs)}</span>
}

function Due({ at }: { readonly at: number }) {
  const left = useRemaining(at) ?? 0
  return (
    <span className={`${clock} text-wait`}>
      <Ticking spoken={`next try at ${formatUntil(at)}`}>{countdownIn(left, 'due')}</Ticking>
    </span>
  )
}

function Start({ at }: { readonly at: number }) {
  const left = useRemaining(at) ?? 0
  const now = useNow()
  return (
    <span className={`${clock} text-ink-2`} title={`Starts ${formatMoment(at)}`}>
      <Ticking spoken={`starts ${formatMoment(at)}`}>
        {left < hourMs ? countdownIn(left, 'due') : formatStart(at, now)}
      </Ticking>
    </span>
  )
}

function Queued({ task, place }: { readonly task: TaskView; readonly place: number | null }) {
  const paused = usePauseReason(task)
  const shut = useWindowReason(task)
  const held = useIsHeld(task.gateId)
  const until = useHeldUntil(task.gateId)
  const left = useRemaining(until)
  const budget = useBudgetReason(task)
  const pacing = usePacing(task.gateId)
  const warming = useIsWarming(task)
  if (paused)
    return (
      <span className={`${clock} text-ink-2`} title={pauseWords[paused]}>
        paused
      </span>
    )
  if (shut) return <Opening reason={shut} />
  if (held)
    return (
      <span className={`${clock} text-wait`}>
        {left === null || until === null ? (
          'held'
        ) : (
          <Ticking spoken={`held until ${formatUntil(until)}`}>{heldWords(left)}</Ticking>
        )}
      </span>
    )
  if (budget)
    return (
      <span className={`${clock} text-wait`} title={holdReason[budget]}>
        {shortHold[budget]}
      </span>
    )
  if (warming)
    return (
      <span className={`${clock} text-ink-2`} title={warmingWords}>
        after first
      </span>
    )
  if (place === 0 && pacing) return <Paced pacing={pacing} />
  return (
    <span className={`${clock} text-ink-3`} title={pacing ? `${pacing.name}: ${pacing.words}` : undefined}>
      {place === 0 ? 'next' : 'ready'}
    </span>
  )
}

const heldWords = (left: number | null) =>
  left === null ? 'held' : left === 0 ? 'opening' : `held ${formatCountdown(left)}`

/** The next one goes when its pace allows: a limit is kept to, and nothing is wrong. */
function Paced({ pacing: { name, at, words } }: { readonly pacing: Pacing }) {
  const left = useRemaining(at) ?? 0
  return (
    <span className={`${clock} text-ink-2`} title={`${name}: ${words}`}>
      <Ticking spoken={`next call at ${formatUntil(at)}`}>{countdownIn(left, 'next')}</Ticking>
    </span>
  )
}

/** '22:00'; more does not fit beside another word. */
const mostAfterFrom = 5

/** It was asked for, like a start, and is never amber. */
function Opening({ reason: { whose, opensAt } }: { readonly reason: WindowReason }) {
  const left = useRemaining(opensAt) ?? 0
  const start = formatStart(opensAt, useNow())
  return (
    <span className={`${clock} text-ink-2`} title={`${whoseWords[whose]} runs from ${formatMoment(opensAt)}`}>
      {left < hourMs ? countdownIn(left, 'opening') : start.length > mostAfterFrom ? start : `from ${start}`}
    </span>
  )
}
