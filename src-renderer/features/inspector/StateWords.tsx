import type { HeldBy } from '#shared/spend'
import type { TaskView } from '#shared/task'
import {
  countdownIn,
  countdownOr,
  formatClock,
  formatDuration,
  formatMoment,
  formatStart,
  formatUntil,
} from '../../format'
import { type GateTrouble, troubleWords } from '../../frame/gate-words'
import { type PauseReason, pauseWords } from '../../state/pause-reason'
import { Ticking } from '../../ui/Ticking'
import { useElapsed, useNow, useRemaining } from '../../use-now'
import { useHeldUntil, useTrouble } from '../queue/held'
import { triesOf } from '../queue/row-state'
import { useRetries } from '../queue/use-lane'
import { useIsWarming, warmingWords } from '../queue/use-warming'
import { lastStatus } from '../queue/words'
import { holdReason } from '../spending/hold-words'
import { type WindowReason, whoseWords } from '../windows/use-window-reason'

type StateWordsProps = {
  readonly task: TaskView
  readonly held: boolean
  readonly paused: PauseReason | null
  readonly shut: WindowReason | null
  readonly budget: HeldBy | null
}

/** The task's state in words, and its clock. */
export function StateWords({ task, held, paused, shut, budget }: StateWordsProps) {
  const { state } = task
  const { tried, of } = triesOf(task, useRetries(task))
  const until = useHeldUntil(task.gateId)
  const trouble = useTrouble(task.gateId)
  const inLine = state.kind === 'queued' && !paused && !shut && !held && budget === null
  const warming = useIsWarming(task) && inLine
  const behindGate = held && paused === null && shut === null && state.kind === 'queued'
  return (
    <>
      <span className={`text-xs font-medium whitespace-nowrap ${hueOf(task, behindGate)}`}>
        {behindGate && until === null
          ? `Held: ${trouble === null ? 'until you act' : troubleWords[trouble].short}`
          : warming
            ? 'Waits for the first'
            : words(task, { held, paused, shut, budget, tried, of, trouble })}
      </span>
      <span className="tn truncate text-xs text-ink-3">
        {state.kind === 'running' && <Since at={task.remoteBatch?.since ?? state.startedAt} />}
        {state.kind === 'backing_off' && <Until at={state.runAt} />}
        {state.kind === 'scheduled' && <Start at={state.runAt} />}
        {behindGate && until !== null && <Until at={until} />}
        {state.kind === 'queued' && paused && pauseWords[paused]}
        {state.kind === 'queued' && !paused && shut && <Opening {...shut} />}
        {state.kind === 'queued' && !paused && !shut && !held && budget && holdReason[budget]}
        {warming && <span title={warmingWords}>until its answer begins</span>}
        {state.kind === 'succeeded' && !task.cached && task.answerMs !== null && formatDuration(task.answerMs)}
        {state.kind === 'dead' && lastStatus(state.failure)}
      </span>
    </>
  )
}

const hues = {
  waiting: 'text-ink-2',
  queued: 'text-ink-2',
  scheduled: 'text-ink-2',
  backing_off: 'text-wait',
  succeeded: 'text-ok',
  dead: 'text-dead',
  cancelled: 'text-ink-2',
} as const

function hueOf({ state, lane }: TaskView, behindGate: boolean): string {
  if (state.kind === 'running') return lane === 'fast' ? 'text-fast' : 'text-heavy'
  return behindGate ? 'text-wait' : hues[state.kind]
}

type Told = Pick<StateWordsProps, 'held' | 'paused' | 'shut' | 'budget'> & {
  readonly tried: number
  readonly of: number
  readonly trouble: GateTrouble | null
}

const heldWords = (trouble: GateTrouble | null): string =>
  trouble === 'outage' ? 'Held by an outage' : trouble === 'quota' ? 'Held: quota used up' : 'Held by a rate limit'

function words({ state, remoteBatch }: TaskView, { held, paused, shut, budget, tried, of, trouble }: Told): string {
  switch (state.kind) {
    case 'waiting':
      return 'Waits for other tasks'
    case 'queued':
      if (paused) return 'Paused'
      if (shut) return 'Waits for its run window'
      return held ? heldWords(trouble) : budget ? 'Held by a budget' : 'Ready'
    case 'scheduled':
      return 'Scheduled'
    case 'running':
      if (remoteBatch) return 'In its provider’s batch, at half the price'
      return tried === of && of > 1 ? 'Running, last try' : `Running, try ${tried} of ${of}`
    case 'backing_off':
      return `Backing off, then try ${tried} of ${of}`
    case 'succeeded':
      return tried > 1 ? `Succeeded on try ${tried} of ${of}` : 'Succeeded'
    case 'dead':
      return 'Dead letter'
    case 'cancelled':
      return state.failure ? 'Discarded' : 'Cancelled'
  }
}

const Since = ({ at }: { readonly at: number }) => (
  <Ticking spoken={`since ${formatClock(at)}`}>{formatDuration(useElapsed(at))}</Ticking>
)

function Until({ at }: { readonly at: number }) {
  const left = useRemaining(at) ?? 0
  return <Ticking spoken={`until ${formatUntil(at)}`}>{countdownOr(left, 'due')}</Ticking>
}

const hourMs = 3_600_000

function Start({ at }: { readonly at: number }) {
  const left = useRemaining(at) ?? 0
  return (
    <Ticking spoken={`for ${formatMoment(at)}`}>
      {left < hourMs ? countdownIn(left, 'due') : `for ${formatMoment(at)}`}
    </Ticking>
  )
}

function Opening({ whose, opensAt }: WindowReason) {
  const left = useRemaining(opensAt) ?? 0
  const now = useNow()
  return (
    <span title={formatMoment(opensAt)}>
      {left < hourMs ? countdownIn(left, 'opening') : `${whoseWords[whose]} runs from ${formatStart(opensAt, now)}`}
    </span>
  )
}
