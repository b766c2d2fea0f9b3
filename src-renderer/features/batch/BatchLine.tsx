import type { Batch } from '#shared/batch'
import { setPaused } from '../../state/pausing'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Icon, type IconName } from '../../ui/Icon'
import { deathsPause } from '../alerts/alert-words'
import { batchCostHint, costChip } from '../spending/cost-words'
import { addRows, takesRows } from './add-rows'
import { type BatchPace, paceHint } from './batch-pace'
import { useBatchPace } from './use-batch-pace'

const hues: Record<BatchPace['hue'], string> = { plain: 'text-ink', wait: 'text-wait', dead: 'text-dead' }
const icons: Record<BatchPace['hue'], IconName> = { plain: 'clock', wait: 'pause', dead: 'invalid' }

/** Of the batch in scope, while something of it is left: when it is done or why it stands still, how fast it is, and what it cost. */
export function BatchLine() {
  const batch = useStore((store) => store.overview?.batches.find(({ id }) => id === store.batchId))
  return batch ? <Line batch={batch} /> : null
}

function Line({ batch }: { readonly batch: Batch }) {
  const pace = useBatchPace(batch)
  if (!pace) return null
  const { words, why, hue, rate } = pace
  const { id: batchId, paused, name } = batch
  const cost = costChip(batch)
  return (
    <section
      aria-label={`Progress of ${name}`}
      className="flex h-9 shrink-0 items-center gap-4 border-b border-line pr-2 pl-4 text-xs text-ink-2"
    >
      <p className="flex min-w-0 flex-1 items-center gap-2" title={paceHint(pace)}>
        <Icon name={paused ? 'pause' : icons[hue]} size={14} className={hue === 'plain' ? 'text-ink-3' : hues[hue]} />
        <b className={`tn shrink-0 font-medium ${hues[hue]}`}>{words}</b>
        <span className="truncate text-ink-3">{why}</span>
      </p>
      {rate !== '' && (
        <span className="tn shrink-0" title="Tasks that came to an end, over the last minute">
          {rate}
        </span>
      )}
      {cost !== '' && (
        <span className="tn shrink-0" title={batchCostHint(batch)}>
          {cost} so far
        </span>
      )}
      <span className="flex shrink-0 items-center">
        {takesRows(batch) && (
          <Button look="ghost" size="sm" icon="new" onClick={() => void addRows(batch)}>
            Add rows…
          </Button>
        )}
        {!deathsPause(batch) && (
          <Button
            look="ghost"
            size="sm"
            icon={paused ? 'run' : 'pause'}
            onClick={() => void setPaused([{ kind: 'batch', batchId }], !paused)}
          >
            {paused ? 'Resume' : 'Pause'}
            <span className="sr-only"> {name}</span>
          </Button>
        )}
      </span>
    </section>
  )
}
