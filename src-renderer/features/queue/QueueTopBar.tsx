import { total } from '#shared/batch'
import type { BatchId } from '#shared/task'
import { keysOf } from '../../actions/registry'
import { formatCount, formatPercent } from '../../format'
import { progressOf } from '../../frame/progress'
import { TopBar } from '../../frame/TopBar'
import { useWindowAtLeast } from '../../frame/use-width'
import { pauseAll, useAllStill } from '../../state/pausing'
import { useScope } from '../../state/scope'
import { useStore } from '../../state/store'
import { pickImport } from '../../state/work'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { IconButton } from '../../ui/IconButton'
import { Menu, MenuChoices } from '../../ui/Menu'
import { ProgressBar } from '../../ui/ProgressBar'
import { BatchChips } from '../batch/BatchChips'
import { BatchMenuButton } from '../batch/BatchMenuButton'
import { useBatchActions } from '../batch/use-batch-actions'
import { HoldChip } from '../spending/HoldBanner'
import { useHolds } from '../spending/use-hold'
import { PracticeChip } from './PracticeChip'

const everything = 'all'

/** Which batch, how far it is, and what starts or stops work. */
export function QueueTopBar({ firstRun }: { readonly firstRun: boolean }) {
  const roomy = useWindowAtLeast(1_240)
  const wide = useWindowAtLeast(1_000)
  const chips = useWindowAtLeast(1_400)
  const openCompose = useStore((store) => store.openCompose)
  const known = useStore((store) => store.overview !== null)
  return (
    <TopBar title={firstRun ? 'Queue' : <ScopeMenu />}>
      {!firstRun && known && <ScopeProgress wide={wide} />}
      {!firstRun && <ScopedBatch long={chips} />}
      {!firstRun && <HeldByBudget />}
      <span className="min-w-0 flex-1" />
      <PracticeChip long={roomy} />
      {!firstRun && <PauseAll wide={wide} />}
      <Button
        size={wide ? 'md' : 'sm'}
        icon="import"
        {...(wide ? { keys: keysOf('import') } : {})}
        onClick={() => void pickImport()}
      >
        Import
      </Button>
      <Button
        size={wide ? 'md' : 'sm'}
        look="primary"
        icon="new"
        keys={keysOf('new-prompt')}
        onClick={() => openCompose()}
      >
        {wide ? (
          'New prompt'
        ) : (
          <span>
            New<span className="sr-only"> prompt</span>
          </span>
        )}
      </Button>
    </TopBar>
  )
}

function ScopeMenu() {
  const { name } = useScope()
  const batchId = useStore((store) => store.batchId)
  const batches = useStore((store) => store.overview?.batches) ?? []
  const scopeTo = useStore((store) => store.scopeTo)
  return (
    <h1 className="-ml-1.5 max-w-[200px] min-w-0 shrink-0">
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`Batch: ${name}`}
            className="flex max-w-full items-center gap-2 rounded-sm px-1.5 py-1 hover:bg-hover"
          >
            <span className="truncate text-base font-semibold">{name}</span>
            <Icon name="choose" size={14} className="text-ink-3" />
          </button>
        }
      >
        <MenuChoices
          value={batchId === null ? everything : String(batchId)}
          onChange={(next) => scopeTo(next === everything ? null : (Number(next) as BatchId))}
          choices={[
            { value: everything, label: 'All batches' },
            ...batches.map(({ id, name: label, counts }) => ({
              ...{ value: String(id), label, hint: formatPercent(counts.succeeded + counts.cancelled, total(counts)) },
            })),
          ]}
        />
      </Menu>
    </h1>
  )
}

function ScopeProgress({ wide }: { readonly wide: boolean }) {
  const { name, counts, held } = useScope()
  const lanes = useStore((store) => store.overview?.lanes)
  const scoped = useStore((store) => store.batchId !== null)
  const progress = progressOf(counts, held, lanes, scoped ? name : undefined)
  const words = `${formatCount(progress.done)} of ${formatCount(progress.total)}`
  return (
    <div className="flex min-w-0 shrink items-center gap-2.5 pl-1 text-xs">
      <span className="tn shrink-0 whitespace-nowrap text-ink-2">{wide ? `${words} done` : words}</span>
      <div className={`min-w-14 shrink ${wide ? 'w-[190px]' : 'w-[150px]'}`}>
        <ProgressBar label={`${name}: ${words} done`} progress={progress} size="thick" />
      </div>
      <span className="tn shrink-0 font-medium">{formatPercent(progress.done, progress.total)}</span>
    </div>
  )
}

/** The batch in scope: what it has of its own, and what can be done with it. */
function ScopedBatch({ long }: { readonly long: boolean }) {
  const batch = useStore((store) => store.overview?.batches.find(({ id }) => id === store.batchId))
  useBatchActions(batch)
  if (!batch) return null
  return (
    <>
      <BatchMenuButton batch={batch} />
      <BatchChips batch={batch} long={long} />
    </>
  )
}

/** Of the batch in scope, or of all. */
function HeldByBudget() {
  const scope = useStore((store) => store.batchId)
  const holds = useHolds()
  const hold = holds.find(({ by, batches }) => scope === null || by === 'day' || batches.some(({ id }) => id === scope))
  return hold ? <HoldChip hold={hold} /> : null
}

function PauseAll({ wide }: { readonly wide: boolean }) {
  const paused = useAllStill()
  const label = paused ? 'Resume all' : 'Pause all'
  const icon = paused ? 'run' : 'pause'
  if (!wide)
    return (
      <IconButton icon={icon} label={label} keys={keysOf('pause-all')} iconSize={14} onClick={() => void pauseAll()} />
    )
  return (
    <Button look={paused ? 'default' : 'ghost'} icon={icon} onClick={() => void pauseAll()}>
      {label}
    </Button>
  )
}
