import { useState } from 'react'
import type { DeadGroup } from '#shared/overview'
import type { ReleaseView } from '#shared/release'
import { formatCount, formatDuration, formatTokens } from '../../format'
import { Button } from '../../ui/Button'
import { ClockCell } from '../queue/ClockCell'
import { StateCell } from '../queue/cells'
import { Arrow, Step } from './ProbeStep'
import { usePending } from './pending'
import { isLiving, putAway, releaseRest, stopRelease, useProbeTask } from './probes'
import { ReadAnswer } from './ReadAnswer'
import { RestStep } from './RestStep'
import { usePace } from './release-pace'
import { failedShort, releaseNews, whyEnded } from './release-words'
import { useReleaseKey } from './use-release-key'

type StepsProps = {
  readonly group: DeadGroup
  readonly probe: ReleaseView | null // the newest of the group
  readonly onProbe: () => void
}

/**
 * Probe one, check its answer, requeue the others: each step holds what came of it. The steps are main's, so they stand where they stood after a
 * restart. If the probe fails, the others stay put.
 */
export function ProbeSteps({ group, probe, onProbe }: StepsProps) {
  const [reading, setReading] = useState(false)
  const task = useProbeTask(probe?.probeId ?? null)
  const pace = usePace((store) => store.pace)
  const isProved = probe?.state === 'proved'
  const answered =
    probe !== null &&
    (['proved', 'releasing', 'done', 'stopped'].includes(probe.state) || task?.state.kind === 'succeeded')
  const release = () => {
    if (probe) void releaseRest(probe.id, pace)
  }
  const isOther = usePending((store) => store.pending) !== null // Enter does that first
  useReleaseKey(isProved && !isOther, release)
  const why = probe ? whyEnded(probe) : ''
  const rest = formatCount(probe?.left ?? 0)
  return (
    <>
      <ol
        aria-label="Probe one, then the rest"
        className="mt-3 grid grid-cols-[minmax(0,1fr)_14px_minmax(0,1.15fr)_14px_minmax(0,1.45fr)] items-stretch gap-x-1.5"
      >
        <FirstStep probe={probe} answered={answered} task={task} onProbe={onProbe} />
        <Arrow />
        <Step title="Check the answer" done={answered} off={!answered}>
          {answered ? (
            <span className="flex min-w-0 items-center gap-2">
              <span className="tn min-w-0 flex-1 truncate">
                {task?.tokensOut == null ? 'It succeeded' : `${formatTokens(task.tokensOut)} tokens`}
              </span>
              <Button size="sm" onClick={() => setReading(true)}>
                Read it
              </Button>
            </span>
          ) : (
            <span className="truncate">
              {probe?.state === 'failed' ? 'There is none' : 'It shows here, to be read'}
            </span>
          )}
        </Step>
        <Arrow />
        <RestStep group={group} probe={probe} onRelease={release} />
      </ol>
      {why !== '' && probe && (
        <p className="mt-2 flex items-start gap-2 text-xs text-ink-2">
          <span className="min-w-0 flex-1 leading-[18px] wrap-break-word">{why}</span>
          <Button size="sm" look="ghost" onClick={() => putAway(probe.id)}>
            Put away
          </Button>
        </p>
      )}
      {/* Told once for each state: its numbers change by the second. */}
      <p role="status" className="sr-only">
        {probe ? releaseNews({ ...probe, ...(isLiving(probe) ? { released: 0 } : {}) }) : ''}
      </p>
      {reading && probe && (
        <ReadAnswer
          id={probe.probeId}
          onClose={() => setReading(false)}
          release={isProved ? { count: rest, run: release } : null}
        />
      )}
    </>
  )
}

type FirstProps = Pick<StepsProps, 'probe' | 'onProbe'> & {
  readonly answered: boolean
  readonly task: ReturnType<typeof useProbeTask>
}

function FirstStep({ probe, answered, task, onProbe }: FirstProps) {
  if (probe?.state === 'probing')
    return (
      <Step title="Probe one" next>
        <span className="flex min-w-0 items-center gap-1.5">
          {task && <StateCell task={task} place={null} wide />}
          <span className="min-w-0 flex-1 truncate">
            {/* Where its clock stands beside it, only as long as both fit. */}
            <span className={task ? 'hidden @min-[830px]:inline' : ''}>
              {task ? `Row ${formatCount(task.position)}` : 'On its way'}
            </span>
          </span>
          {task && (
            <span className="tn shrink-0 truncate">
              <ClockCell task={task} place={null} wide />
            </span>
          )}
          <Button size="sm" look="ghost" onClick={() => void stopRelease(probe.id)}>
            Stop
          </Button>
        </span>
      </Step>
    )
  if (answered && probe)
    return (
      <Step title="Probe one" done>
        <span className="flex min-w-0 items-center gap-2">
          <span className="tn min-w-0 flex-1 truncate">
            {isLiving(probe) ? (
              task?.answerMs == null ? (
                'Answered'
              ) : (
                `Answered in ${formatDuration(task.answerMs)}`
              )
            ) : (
              <span className="hidden @min-[700px]:inline">Answered</span>
            )}
          </span>
          {!isLiving(probe) && (
            <Button size="sm" keys="P" onClick={onProbe}>
              Again
            </Button>
          )}
        </span>
      </Step>
    )
  if (probe?.state === 'failed')
    return (
      <Step title="Probe one" failed>
        {/* Its reason is not cut for the button: where both do not fit, the button goes below. */}
        <span className="flex min-w-0 flex-wrap items-center gap-x-1">
          <span className="min-w-0 flex-auto truncate leading-6 text-dead" title={probe.failure?.message}>
            {failedShort(probe)}
          </span>
          <Button size="sm" keys="P" onClick={onProbe}>
            Again
          </Button>
        </span>
      </Step>
    )
  return (
    <Step title="Probe one" next>
      <span className="flex min-w-0 items-center gap-2">
        <span className="min-w-0 flex-1 truncate">
          {/* As long as the words and the button fit beside each other. */}
          <span className="hidden @min-[830px]:inline">One letter first</span>
        </span>
        <Button look="primary" size="sm" keys="P" onClick={onProbe}>
          Probe one
        </Button>
      </span>
    </Step>
  )
}
