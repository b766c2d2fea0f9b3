import type { DeadGroup } from '#shared/overview'
import type { ReleaseView } from '#shared/release'
import { formatCount } from '../../format'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { useRemaining } from '../../use-now'
import { PaceMenu } from './PaceMenu'
import { Step } from './ProbeStep'
import { pauseRelease, putAway, releaseRest, stopRelease } from './probes'
import { ReleaseBar } from './ReleaseBar'
import { paceLasts, paceWords, usePace } from './release-pace'
import { canPause, countWords } from './release-words'

type RestProps = { readonly group: DeadGroup; readonly probe: ReleaseView | null; readonly onRelease: () => void }

/** The others: how they will go back, whether they may, how far that is. */
export function RestStep({ group, probe, onRelease }: RestProps) {
  switch (probe?.state) {
    case 'probing':
      return (
        <Step title={`Then the other ${formatCount(probe.left)}`} off>
          <span className="flex min-w-0 items-center gap-1.5">
            <span className="tn min-w-0 flex-1 truncate">{probingWords(probe)}</span>
            {canPause(probe) && <PauseButton probe={probe} />}
          </span>
        </Step>
      )
    case 'proved':
      return <Proved probe={probe} onRelease={onRelease} />
    case 'releasing':
      return <Releasing probe={probe} />
    case 'done':
      return (
        <Step title={`${formatCount(probe.released)} sent back`} done>
          <span className="flex min-w-0 items-center gap-2">
            <span className="tn min-w-0 flex-1 truncate" title={countWords(probe)}>
              {countWords(probe)}
            </span>
            <Button size="sm" look="ghost" onClick={() => putAway(probe.id)}>
              Put away
            </Button>
          </span>
        </Step>
      )
    case 'stopped':
      return (
        <Step title={`Stopped after ${formatCount(probe.released)} of ${formatCount(probe.total)}`} failed>
          <span className="tn truncate" title={countWords(probe)}>
            {countWords(probe)}
          </span>
        </Step>
      )
    case 'failed':
      return (
        <Step title={probe.left === 1 ? 'The other one stays' : `The other ${formatCount(probe.left)} stay`} off>
          <PaceMenu withAsk />
        </Step>
      )
    default: {
      const others = Math.max(0, group.count - 1)
      return (
        <Step title={others === 1 ? 'Then the other one' : `Then the other ${formatCount(others)}`} off>
          <PaceMenu withAsk />
        </Step>
      )
    }
  }
}

function probingWords({ pace, pausedAt }: ReleaseView): string {
  if (pace === null) return 'Once you have read the answer'
  return pausedAt === null ? `By themselves, ${paceWords(pace)}` : 'Paused: they wait until you resume it'
}

function PauseButton({ probe: { id, pausedAt } }: { readonly probe: ReleaseView }) {
  const isPaused = pausedAt !== null
  return (
    <IconButton
      icon={isPaused ? 'run' : 'pause'}
      size="sm"
      label={isPaused ? 'Resume' : 'Pause'}
      onClick={() => void pauseRelease(id, !isPaused)}
    />
  )
}

function Proved({ probe, onRelease }: { readonly probe: ReleaseView; readonly onRelease: () => void }) {
  const pace = usePace((store) => store.pace)
  const count = formatCount(probe.left)
  const lasts = paceLasts(pace, probe.left)
  return (
    <Step title={probe.left === 1 ? 'Requeue the other one' : `Requeue the other ${count}`} next>
      <span className="flex min-w-0 flex-wrap items-center gap-x-1.5 gap-y-1">
        <PaceMenu withAsk={false} />
        <span className="tn hidden min-w-0 truncate text-ink-3 @min-[700px]:block">{lasts}</span>
        <span className="flex-1" />
        <IconButton
          icon="close"
          size="sm"
          label={probe.left === 1 ? 'Leave it where it is' : `Leave the ${count} where they are`}
          onClick={() => void stopRelease(probe.id)}
        />
        <Button look="primary" size="sm" keys="Enter" onClick={onRelease}>
          Requeue {count}
        </Button>
      </span>
    </Step>
  )
}

function Releasing({ probe }: { readonly probe: ReleaseView }) {
  const { id, released, total, skipped, pace, left, nextAt, pausedAt } = probe
  const isPaused = pausedAt !== null
  const next = useRemaining(nextAt)
  const then = isPaused
    ? `, ${formatCount(left)} wait`
    : left > 0 && next !== null && next >= 1_000
      ? `, the next in ${Math.ceil(next / 1_000).toLocaleString()} s`
      : ''
  return (
    <Step
      title={`${isPaused ? 'Paused after ' : ''}${formatCount(released)} of ${formatCount(total - skipped)}${isPaused ? '' : ' sent back'}`}
      next
    >
      <span className="flex min-w-0 items-center gap-1.5">
        <span className="min-w-0 flex-1">
          <ReleaseBar release={probe} />
        </span>
        {left > 0 && pace !== null && (
          <span className="hidden shrink-0 px-1 @min-[700px]:block">
            <PaceMenu withAsk={false} pace={pace} onPace={(to) => void releaseRest(id, to)} />
          </span>
        )}
        {canPause(probe) && <PauseButton probe={probe} />}
        {left > 0 && (
          <Button size="sm" look="ghost" onClick={() => void stopRelease(id)}>
            Stop
          </Button>
        )}
      </span>
      <span className="tn mt-0.5 line-clamp-3" title={countWords(probe)}>
        {countWords(probe)}
        {then}
      </span>
    </Step>
  )
}
