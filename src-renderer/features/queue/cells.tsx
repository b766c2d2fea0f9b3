import { LaneName } from '#shared/lane'
import { formatAge, formatTaskCost, formatTokens, missing } from '../../format'
import { usePauseReason } from '../../state/pause-reason'
import { Icon } from '../../ui/Icon'
import { Pips } from '../../ui/Pips'
import { StateGlyph } from '../../ui/StateGlyph'
import { useNow, useRemaining } from '../../use-now'
import { useBudgetReason } from '../spending/use-hold'
import { useWindowReason } from '../windows/use-window-reason'
import type { CellProps } from './columns'
import { useIsHeld } from './held'
import { currentPip, glyphOf, triesOf } from './row-state'
import { sharedBeginning } from './shared-beginning'
import { useRetries } from './use-lane'

const laneWords = { fast: 'Fast', heavy: 'Heavy' } as const

export function StateCell({ task }: CellProps) {
  const held = useIsHeld(task.gateId)
  const paused = usePauseReason(task) !== null
  const shut = useWindowReason(task) !== null
  const budget = useBudgetReason(task) !== null
  if (task.state.kind === 'backing_off') return <BackoffGlyph runAt={task.state.runAt} />
  return <StateGlyph glyph={glyphOf(task.state, { held: held || budget, paused, shut })} lane={task.lane} />
}

/** The ring empties over the last half minute: how long the whole wait was, a row does not say. */
const ringMs = 20_000
function BackoffGlyph({ runAt }: { readonly runAt: number }) {
  const left = useRemaining(runAt) ?? 0
  return <StateGlyph glyph="backing_off" left={0.15 + 0.85 * Math.min(1, left / ringMs)} />
}

export function PromptCell({ task }: CellProps) {
  const [shared, own] = sharedBeginning(task.title)
  const hue =
    task.state.kind === 'cancelled'
      ? 'text-ink-3 line-through decoration-line-control'
      : task.state.kind === 'succeeded'
        ? 'text-ink-2'
        : 'text-ink'
  return (
    <span className={`block truncate ${hue}`} title={task.title}>
      {shared && <span className="text-ink-3">{shared} </span>}
      {own}
      {task.revision > 1 && <span className="text-ink-3"> (edited)</span>}
    </span>
  )
}

export function SourceCell({ task }: CellProps) {
  return (
    <span className="flex gap-1.5 text-xs text-ink-3">
      <span className="truncate" title={task.batchName}>
        {task.batchName}
      </span>
      <span className="tn ml-auto text-ink-2">{task.position}</span>
    </span>
  )
}

export function LaneCell({ task, wide }: CellProps) {
  const quiet = task.state.kind === 'succeeded' || task.state.kind === 'cancelled'
  const hue = quiet ? 'text-ink-3' : task.lane === LaneName.enum.fast ? 'text-fast' : 'text-heavy'
  if (wide) return <span className={`block text-xs ${hue}`}>{laneWords[task.lane]}</span>
  return (
    <span className={hue} role="img" aria-label={laneWords[task.lane]} title={laneWords[task.lane]}>
      <Icon name={task.lane} size={14} />
    </span>
  )
}

export function ModelCell({ task }: CellProps) {
  return (
    <span className="block truncate text-xs text-ink-2" title={task.model}>
      {task.model}
    </span>
  )
}

export function AttemptCell({ task }: CellProps) {
  const retries = useRetries(task)
  const { tried, of, words } = triesOf(task, retries)
  return (
    <span
      className="tn flex items-center gap-1.5 text-xs text-ink-2"
      title={tried === 0 ? 'Not tried yet' : `Try ${tried} of ${of}`}
    >
      <Pips tried={tried} of={of} current={currentPip(task)} />
      {words}
    </span>
  )
}

export function TokensInCell({ task }: CellProps) {
  return <span className="tn block text-xs text-ink-2">{formatTokens(task.tokensIn)}</span>
}

export function OutCell({ task }: CellProps) {
  return <span className="tn block text-xs text-ink-2">{formatTokens(task.tokensOut)}</span>
}

export function CostCell({ task }: CellProps) {
  return (
    <span className="tn block text-xs text-ink-2">{task.cost === undefined ? missing : formatTaskCost(task.cost)}</span>
  )
}

export function AgeCell({ task }: CellProps) {
  const now = useNow()
  const end = 'settledAt' in task.state ? task.state.settledAt : task.createdAt
  return <span className="tn block text-xs text-ink-3">{formatAge(now - end)}</span>
}
