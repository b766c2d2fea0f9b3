import type { ReactNode } from 'react'
import type { DeadGroup } from '#shared/overview'
import type { TaskView } from '#shared/task'
import { formatCount, formatDuration, formatTokens } from '../../format'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { StateGlyph } from '../../ui/StateGlyph'
import { ClockCell } from '../queue/ClockCell'
import { StateCell } from '../queue/cells'
import { shortStatus } from './group-words'
import { dropProbe, isProbing } from './probes'

type StepsProps = {
  readonly group: DeadGroup
  readonly probe: TaskView | null
  readonly onProbe: () => void
  readonly onRequeueAll: () => void
}

/** Probe one, check its answer, requeue the others: each step holds what came of it. If the probe fails, the others stay put. */
export function ProbeSteps({ group, probe, onProbe, onRequeueAll }: StepsProps) {
  const answered = probe?.state.kind === 'succeeded'
  const others = formatCount(group.count)
  return (
    <ol
      aria-label="Probe one, then the rest"
      className="mt-3 grid grid-cols-[minmax(0,1fr)_14px_minmax(0,1fr)_14px_minmax(0,1.5fr)] items-stretch gap-x-1.5"
    >
      <ProbeStep probe={probe} onProbe={onProbe} />
      <Arrow />
      <Step title="Check the answer" done={answered} off={!answered}>
        {probe && answered ? <Answer task={probe} /> : 'It shows here before anything else is sent'}
      </Step>
      <Arrow />
      <Step title={answered ? `Requeue the other ${others}` : 'Requeue the others'} off={!answered} next={answered}>
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate">
            {answered ? 'As they are, with all their retries' : 'If the probe fails, they stay put'}
          </span>
          {answered && (
            <Button
              look="primary"
              size="sm"
              onClick={() => {
                dropProbe(group.key)
                onRequeueAll()
              }}
            >
              Requeue {others}
            </Button>
          )}
        </span>
      </Step>
    </ol>
  )
}

function ProbeStep({ probe, onProbe }: Pick<StepsProps, 'probe' | 'onProbe'>) {
  if (probe === null || probe.state.kind === 'cancelled')
    return (
      <Step title="Probe one" next>
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate">One letter goes first</span>
          <Button look="primary" size="sm" keys="P" onClick={onProbe}>
            Probe one
          </Button>
        </span>
      </Step>
    )
  if (isProbing(probe))
    return (
      <Step title="Probe one" next>
        <span role="status" className="flex items-center gap-1.5">
          <StateCell task={probe} place={null} wide />
          <span className="truncate">Row {formatCount(probe.position)} is on its way</span>
          <ClockCell task={probe} place={null} wide />
        </span>
      </Step>
    )
  if (probe.state.kind === 'dead')
    return (
      <Step title="Probe one" failed>
        <span role="status" className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate text-dead" title={probe.state.failure.message}>
            Failed again: {shortStatus(probe.state.failure)}
          </span>
          <Button size="sm" keys="P" onClick={onProbe}>
            Probe again
          </Button>
        </span>
      </Step>
    )
  return (
    <Step title="Probe one" done>
      <span role="status">
        {probe.answerMs === null ? 'Answered' : `Answered in ${formatDuration(probe.answerMs)}`}
      </span>
    </Step>
  )
}

function Answer({ task }: { readonly task: TaskView }) {
  const read = () => {
    const { goTo, openTask } = useStore.getState()
    goTo('queue')
    openTask(task.id)
  }
  return (
    <span className="flex items-center gap-2">
      <span className="tn min-w-0 flex-1 truncate">{formatTokens(task.tokensOut)} tokens</span>
      <Button size="sm" onClick={read}>
        Read it
      </Button>
    </span>
  )
}

const Arrow = () => (
  <li aria-hidden className="grid place-items-center text-ink-3">
    <Icon name="right" size={14} />
  </li>
)

type StepProps = {
  readonly title: string
  readonly done?: boolean
  readonly failed?: boolean
  readonly off?: boolean
  readonly next?: boolean // what to do now
  readonly children: ReactNode
}

function Step({ title, done = false, failed = false, off = false, next = false, children }: StepProps) {
  return (
    <li
      className={`min-w-0 rounded-md px-2.5 py-1.5 ${next ? 'shadow-[inset_0_0_0_1.5px_var(--line-control)]' : 'edge-strong'}`}
    >
      <span className={`flex items-center gap-[7px] font-medium ${off ? 'text-ink-3' : ''}`}>
        {done && <StateGlyph glyph="succeeded" label="Done" />}
        {failed && <StateGlyph glyph="dead" label="Failed" />}
        {title}
      </span>
      <div className={`flex min-h-6 flex-col justify-center text-xs ${off ? 'text-ink-3' : 'text-ink-2'}`}>
        {children}
      </div>
    </li>
  )
}
