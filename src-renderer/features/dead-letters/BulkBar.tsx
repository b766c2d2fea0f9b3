import type { DeadGroup } from '#shared/overview'
import { formatCount } from '../../format'
import { type Store, useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
import { failureWords } from './group-words'

type BulkBarProps = {
  readonly group: DeadGroup
  readonly isFiltered: boolean
  readonly everything: boolean
  readonly onEverything: (everything: boolean) => void
  readonly onPickNone: () => void
  readonly onRun: (action: 'requeue' | 'discard') => void
  readonly onEdit: () => void
  readonly onProbe: () => void
  readonly onRequeueAll: () => void
  readonly hasSteps: boolean // above it, with the one primary button
}

/** Letters that left the list meanwhile do not count, as far as the list is on hand. */
function countSelected({ body, selected }: Store): number {
  if (body?.kind !== 'list' || body.order.length < body.total) return selected.size
  return body.order.filter((id) => selected.has(id)).length
}

/** What can be done with the letters that are picked, or with the one at the cursor when none is. */
export function BulkBar(props: BulkBarProps) {
  const { group, isFiltered, everything, hasSteps } = props
  const { onEverything, onPickNone, onRun, onEdit, onProbe, onRequeueAll } = props
  const body = useStore((store) => store.body)
  const selected = useStore(countSelected)
  const total = body?.kind === 'list' ? body.total : group.count
  const picked = everything ? total : selected
  const pickAll = () => {
    const { rows, select, clearSelection } = useStore.getState()
    clearSelection()
    if (isFiltered) select([...rows.values()])
    else onEverything(true)
  }
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-1.5 gap-y-1 border-b border-line py-1.5 pr-3.5 pl-4 text-xs">
      <Checkbox
        label="Select all"
        hideLabel
        checked={picked === 0 ? false : picked >= total ? true : 'mixed'}
        onChange={(checked) => (checked ? pickAll() : onPickNone())}
        disabled={total === 0}
      />
      <span className={`tn ml-1 whitespace-nowrap ${picked > 0 ? 'font-medium' : 'text-ink-3'}`} role="status">
        {formatCount(picked)} of {formatCount(total)} selected
      </span>
      <span className="flex-1" />
      <Button look="ghost" size="sm" icon="practice" keys="P" onClick={onProbe} disabled={total === 0}>
        Probe one
      </Button>
      <Button look="ghost" size="sm" icon="requeue" keys="R" onClick={() => onRun('requeue')} disabled={total === 0}>
        Requeue
      </Button>
      <Button look="ghost" size="sm" icon="edit" keys="E" onClick={onEdit} disabled={total === 0}>
        Edit
      </Button>
      <Button look="danger" size="sm" icon="discard" keys="Del" onClick={() => onRun('discard')} disabled={total === 0}>
        Discard
      </Button>
      {!isFiltered && (
        <span className="ml-auto">
          <Button
            size="sm"
            look={failureWords[group.code].forecast.likely && !hasSteps ? 'primary' : 'default'}
            onClick={onRequeueAll}
          >
            Requeue all {formatCount(group.count)}
          </Button>
        </span>
      )}
    </div>
  )
}
