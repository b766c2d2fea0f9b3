import { memo } from 'react'
import type { TaskView } from '#shared/task'
import { formatCountdown, formatDuration, formatTokens } from '../../format'
import { IconButton } from '../../ui/IconButton'
import { StateGlyph } from '../../ui/StateGlyph'
import { useElapsed, useRemaining } from '../../use-now'
import { useHeldUntil, useIsHeld } from '../queue/held'
import { glyphOf, triesOf } from '../queue/row-state'
import { useRetries } from '../queue/use-lane'
import { lastStatus } from '../queue/words'

type HeadProps = { readonly task: TaskView; readonly onStep: (step: 1 | -1) => void; readonly onClose: () => void }

/** The task's state and clock, its prompt's beginning, and where it comes from. */
export const InspectorHead = memo(function InspectorHead({ task, onStep, onClose }: HeadProps) {
  const held = useIsHeld(task.gateId)
  return (
    <header className="border-b border-line py-2.5 pr-3 pl-[18px]">
      <div className="flex items-center gap-1.5">
        <StateGlyph glyph={glyphOf(task.state, held)} lane={task.lane} />
        <StateWords task={task} held={held} />
        <span className="flex-1" />
        <IconButton icon="up" label="Previous task" keys="K" size="sm" iconSize={16} onClick={() => onStep(-1)} />
        <IconButton icon="down" label="Next task" keys="J" size="sm" iconSize={16} onClick={() => onStep(1)} />
        <IconButton icon="close" label="Close" keys="Esc" size="sm" iconSize={16} onClick={onClose} />
      </div>
      <h2
        data-selectable
        className="mt-1.5 line-clamp-3 text-[15px]/5 font-semibold tracking-[-0.012em] wrap-break-word"
      >
        {task.title}
      </h2>
      <p className="mt-1.5 flex min-w-0 gap-1.5 text-xs whitespace-nowrap text-ink-3">
        <span className="min-w-0 truncate" title={task.batchName}>
          {task.batchName}
        </span>
        <span className="tn text-ink-2">{task.position}</span>
        <span>·</span>
        <span className={task.lane === 'fast' ? 'text-fast' : 'text-heavy'}>
          {task.lane === 'fast' ? 'Fast' : 'Heavy'}
        </span>
        <span>·</span>
        <span className="min-w-0 truncate text-ink-2" title={task.model}>
          {task.model}
        </span>
        {task.tokensIn !== null && (
          <>
            <span>·</span>
            <span className="tn">{formatTokens(task.tokensIn)} tokens in</span>
          </>
        )}
      </p>
    </header>
  )
})

const hues = {
  queued: 'text-ink-2',
  scheduled: 'text-ink-2',
  backing_off: 'text-wait',
  succeeded: 'text-ok',
  dead: 'text-dead',
  cancelled: 'text-ink-2',
} as const

function StateWords({ task, held }: { readonly task: TaskView; readonly held: boolean }) {
  const { state } = task
  const { tried, of } = triesOf(task, useRetries(task.lane))
  const until = useHeldUntil(task.gateId)
  const hue =
    state.kind === 'running'
      ? task.lane === 'fast'
        ? 'text-fast'
        : 'text-heavy'
      : held
        ? 'text-wait'
        : hues[state.kind]
  const last = tried === of && of > 1
  const words = {
    queued: held ? 'Held by a rate limit' : 'Ready',
    scheduled: 'Scheduled',
    running: last ? 'Running, last try' : `Running, try ${tried} of ${of}`,
    backing_off: `Backing off, then try ${tried} of ${of}`,
    succeeded: 'Succeeded',
    dead: 'Dead letter',
    cancelled: state.kind === 'cancelled' && state.failure ? 'Discarded' : 'Cancelled',
  }[held && until === null && state.kind === 'queued' ? 'queued' : state.kind]
  return (
    <>
      <span className={`text-xs font-medium ${hue}`}>
        {held && until === null && state.kind === 'queued' ? 'Held until you act' : words}
      </span>
      <span className="tn text-xs text-ink-3">
        {state.kind === 'running' && <Since at={state.startedAt} />}
        {(state.kind === 'backing_off' || state.kind === 'scheduled') && <Until at={state.runAt} />}
        {state.kind === 'queued' && held && until !== null && <Until at={until} />}
        {state.kind === 'succeeded' && task.answerMs !== null && formatDuration(task.answerMs)}
        {state.kind === 'dead' && lastStatus(state.failure)}
      </span>
    </>
  )
}

const Since = ({ at }: { readonly at: number }) => formatDuration(useElapsed(at))

function Until({ at }: { readonly at: number }) {
  const left = useRemaining(at) ?? 0
  return left === 0 ? 'due' : formatCountdown(left)
}
