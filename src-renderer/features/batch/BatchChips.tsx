import type { Batch } from '#shared/batch'
import { formatCount, formatMoment } from '../../format'
import { priorityWords } from '../../state/batch-actions'
import { setPaused } from '../../state/pausing'
import { Chip } from '../../ui/Chip'
import { Icon } from '../../ui/Icon'
import { Tooltip } from '../../ui/Tooltip'
import { useNow } from '../../use-now'
import { deathsPause } from '../alerts/alert-words'
import { overrideWords } from '../providers/override-draft'
import { batchCostHint, costChip } from '../spending/cost-words'
import { allWords, fromWords } from '../windows/window-words'
import { hasOwnRules, useBatchOpensAt } from './batch-state'

type BatchChipsProps = { readonly batch: Batch; readonly long: boolean }

/** What a batch has otherwise than others, beside its name. A press on `paused` resumes it. */
export function BatchChips({ batch, long }: BatchChipsProps) {
  const { id: batchId, paused, priority, options } = batch
  const opensAt = useBatchOpensAt(batch)
  const now = useNow()
  const deaths = deathsPause(batch)
  const died = long ? `paused: ${deaths?.died}` : `${formatCount(batch.alert?.dead ?? 0)} died`
  const words = deaths ? died : 'paused'
  return (
    <span className="flex shrink-0 items-center gap-1.5">
      {paused && (
        <Tooltip text={deaths ? 'Go on with this batch' : 'Resume this batch'}>
          <button
            type="button"
            aria-label={deaths ? `${words}: go on with ${batch.name}, which is paused` : `Paused: resume ${batch.name}`}
            className="rounded-sm"
            onClick={() => void setPaused([{ kind: 'batch', batchId }], false)}
          >
            <Chip hue={deaths ? 'dead' : 'plain'}>
              <Icon name="pause" size={12} />
              {words}
            </Chip>
          </button>
        </Tooltip>
      )}
      {!paused && opensAt !== null && (
        <Chip title={`Runs: ${allWords(options.windows)}. Opens ${formatMoment(opensAt)}.`}>
          <Icon name="clock" size={12} />
          {fromWords(opensAt, now)}
        </Chip>
      )}
      {long && opensAt === null && options.windows.length > 0 && (
        <Chip hue="outline" title={`Runs: ${allWords(options.windows)}`}>
          run windows
        </Chip>
      )}
      {costChip(batch) !== '' && (
        <span className="tn text-xs whitespace-nowrap text-ink-2" title={batchCostHint(batch)}>
          {costChip(batch)}
        </span>
      )}
      {long && priority !== 0 && <Chip hue="outline">{priorityChip(priority)}</Chip>}
      {long && hasOwnRules(batch) && (
        <Chip hue="outline" title={overrideWords(options.policy)}>
          own rules
        </Chip>
      )}
      {long && options.reuse && (
        <Chip hue="outline" title="Identical requests share one call; stored answers are used again.">
          reuses answers
        </Chip>
      )}
      {long && options.halfPrice && (
        <Chip
          hue="outline"
          title="Sent as one of the provider’s own batches: half the price, and answers within a day."
        >
          half price
        </Chip>
      )}
    </span>
  )
}

const priorityChip = (priority: number): string => {
  const words = priorityWords(priority)
  return words === String(priority) ? `priority ${priority}` : `${words.toLowerCase()} priority`
}
