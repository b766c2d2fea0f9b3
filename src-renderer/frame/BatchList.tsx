import { memo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { emptyCounts } from '#shared/batch'
import type { HeldBy } from '#shared/spend'
import type { BatchId } from '#shared/task'
import { deathsPause } from '../features/alerts/alert-words'
import { BatchMenuButton } from '../features/batch/BatchMenuButton'
import { leftWords } from '../features/batch/batch-pace'
import { useBatchOpensAt, useBatchStartsAt } from '../features/batch/batch-state'
import { dragBatch } from '../features/batch/drag-batch'
import { opensByItself } from '../features/spending/budget'
import { shortHold } from '../features/spending/hold-words'
import { atWords, fromWords } from '../features/windows/window-words'
import { formatCount, formatMoment, formatPercent, formatUsd } from '../format'
import { useStore } from '../state/store'
import { Icon } from '../ui/Icon'
import { ProgressBar } from '../ui/ProgressBar'
import { useNow } from '../use-now'
import { isOver, progressOf } from './progress'

/** The batches with their bars; one of them, or all, is what the queue shows. */
export function BatchList() {
  const ids = useStore((store) => store.overview?.batches.map(({ id }) => id).join())
  if (ids === undefined) return null
  if (ids === '') return <p className="px-2 py-0.5 text-xs text-ink-3">No batches yet</p>
  return (
    <ul>
      <BatchItem id={null} />
      {ids.split(',').map((id) => (
        <BatchItem key={id} id={Number(id) as BatchId} />
      ))}
    </ul>
  )
}

const BatchItem = memo(function BatchItem({ id }: { readonly id: BatchId | null }) {
  const batch = useStore((store) => store.overview?.batches.find((each) => each.id === id))
  // Its numbers and not the lanes, which change with every patch: of seventy batches one or two have something that runs.
  const progress = useStore(
    useShallow(({ overview }) => {
      const counts = (id === null ? overview?.counts : batch?.counts) ?? emptyCounts
      const held = batch?.held ?? overview?.lanes.reduce((sum, lane) => sum + lane.held, 0) ?? 0
      return progressOf(counts, held, overview?.lanes, batch?.name)
    }),
  )
  const here = useStore((store) => store.batchId === id && store.view === 'queue')
  const scopeTo = useStore((store) => store.scopeTo)
  const goTo = useStore((store) => store.goTo)
  const name = id === null ? 'All batches' : (batch?.name ?? '')
  const opensAt = useBatchOpensAt(batch)
  const startsAt = useBatchStartsAt(batch)
  const hold = batch?.paused || opensAt !== null ? null : (batch?.cost?.held ?? null)
  const deaths = batch ? deathsPause(batch) : null
  const cost = batch?.cost && batch.cost.cost > 0 ? `, ${formatUsd(batch.cost.cost)}` : ''
  const left = batch && !batch.paused && opensAt === null && !hold ? leftWords(batch) : ''
  const told = [cost, left && `, ${left}`].join('')
  const done = formatPercent(progress.done, progress.total)
  const label = `${name}, ${deaths ? `paused because ${deaths.died}, ` : batch?.paused ? 'paused, ' : opensAt !== null ? `runs from ${formatMoment(opensAt)}, ` : startsAt !== null ? `starts ${formatMoment(startsAt)}, ` : hold ? `held by ${shortHold[hold] === 'no price' ? 'a budget' : `its ${shortHold[hold]}`}, ` : ''}${done} done`
  return (
    <li className="group/batch relative">
      <button
        type="button"
        aria-current={here ? 'true' : undefined}
        draggable={batch !== undefined && isOver(batch.counts)} // its results, as a file
        onDragStart={(event) => batch && dragBatch(event, batch)}
        title={deaths ? `${name}. ${deaths.title}${told}` : `${name}${told}`}
        onClick={() => {
          goTo('queue')
          scopeTo(id)
        }}
        className={`block w-full rounded-[6px] px-2 pt-[5px] pb-1.5 text-left ${here ? 'bg-selected' : 'hover:bg-hover'}`}
      >
        <span className="sr-only">{label}</span>
        <span aria-hidden className="block">
          <span className="flex gap-1.5 pb-[5px] text-xs">
            <span className={`min-w-0 flex-1 truncate ${here ? 'font-medium text-ink' : 'text-ink-2'}`}>{name}</span>{' '}
            <span
              className={`tn flex items-center gap-1 text-2xs/4 ${batch ? besideMenu : ''} ${deaths ? 'font-medium text-dead' : batch?.paused || opensAt !== null ? 'text-ink-2' : hold ? holdHue(hold) : 'text-ink-3'}`}
            >
              {batch?.paused && <Icon name="pause" size={12} />}
              {deaths && batch?.alert ? (
                `${formatCount(batch.alert.dead)} died`
              ) : batch?.paused ? (
                'paused'
              ) : opensAt !== null ? (
                <From at={opensAt} />
              ) : startsAt !== null ? (
                <At at={startsAt} />
              ) : hold ? (
                shortHold[hold]
              ) : (
                done
              )}
            </span>
          </span>
          <ProgressBar label={name} progress={progress} />
        </span>
      </button>
      {batch && (
        <span className="absolute top-px right-1 opacity-0 group-focus-within/batch:opacity-100 group-hover/batch:opacity-100 has-data-popup-open:opacity-100">
          <BatchMenuButton batch={batch} />
        </span>
      )}
    </li>
  )
})

const holdHue = (hold: HeldBy): string => `font-medium ${opensByItself(hold) ? 'text-wait' : 'text-dead'}`
const At = ({ at }: { readonly at: number }) => atWords(at, useNow())
const From = ({ at }: { readonly at: number }) => fromWords(at, useNow())

/** Gives its place to the menu's button while that is there. */
const besideMenu =
  'group-focus-within/batch:invisible group-hover/batch:invisible group-has-data-popup-open/batch:invisible'
