import { useRef } from 'react'
import type { DryRunForecast } from '#shared/dry-run'
import type { BatchId } from '#shared/task'
import { formatCount } from '../../format'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { Sheet } from '../../ui/Sheet'
import { SkeletonRows } from '../../ui/Skeleton'
import { DryRunRows } from './DryRunRows'
import { letGo, releaseRest } from './dry-run-actions'
import { forecastFacts, standWords } from './dry-run-words'
import { useDryRun } from './use-dry-run'

/** What the first rows of a batch came to, and whether the rest goes. */
export function DryRunSheet() {
  const batchId = useStore((store) => store.dryRunOf)
  return batchId && <OpenDryRun key={batchId} batchId={batchId} />
}

function OpenDryRun({ batchId }: { readonly batchId: BatchId }) {
  const closeSheets = useStore((store) => store.closeSheets)
  const name = useStore(({ overview }) => overview?.batches.find(({ id }) => id === batchId)?.name) ?? ''
  const { detail, problem } = useDryRun(batchId)
  const first = useRef<HTMLButtonElement>(null)
  const run = detail?.run
  const decides = run !== undefined && run.rest > 0 && (run.state === 'running' || run.state === 'waiting')
  const rest = formatCount(run?.rest ?? 0)
  const close = (went: boolean) => {
    if (went) closeSheets()
  }
  return (
    <Sheet
      title="Dry run"
      open
      onClose={closeSheets}
      width={900}
      height={680}
      losesNothing
      initialFocus={first}
      subtitle={run ? `${name}: ${standWords(run)}` : name}
      footer={
        <>
          {decides && (
            <Button look="ghost" icon="cancel" onClick={() => void letGo(run).then(close)}>
              Cancel the rest
            </Button>
          )}
          <span className="flex-1" />
          <Button ref={first} look="ghost" keys="Esc" onClick={closeSheets}>
            Close
          </Button>
          {decides && (
            <Button
              look={run.state === 'waiting' ? 'primary' : 'default'}
              icon="run"
              onClick={() => void releaseRest(run).then(close)}
            >
              Release {rest}
            </Button>
          )}
        </>
      }
    >
      <div className="flex h-full min-h-0 flex-col">
        <div
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
          tabIndex={0}
          className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
        >
          {detail ? (
            <DryRunRows detail={detail} />
          ) : problem !== null ? (
            <EmptyState title="The dry run could not be read.">{problem}</EmptyState>
          ) : (
            <SkeletonRows count={5} />
          )}
        </div>
        {detail?.forecast && <Forecast forecast={detail.forecast} />}
      </div>
    </Sheet>
  )
}

function Forecast({ forecast }: { readonly forecast: DryRunForecast }) {
  return (
    <section aria-label="What the rest comes to" className="shrink-0 border-t border-line bg-canvas px-5 py-3">
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        {forecastFacts(forecast).map(({ name, value }) => (
          <div key={name}>
            <dd className="tn font-medium">{value}</dd>
            <dt className="text-xs text-ink-3">{name}</dt>
          </div>
        ))}
      </dl>
      <p className="tn mt-1.5 text-xs text-ink-3">
        By what {formatCount(forecast.from)} {forecast.from === 1 ? 'task' : 'tasks'} of the dry run really used.
      </p>
    </section>
  )
}
