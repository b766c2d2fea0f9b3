import { useState } from 'react'
import type { InsightModel, InsightRange, Insights } from '#shared/insights'
import type { LaneName } from '#shared/lane'
import { TopBar } from '../../frame/TopBar'
import { useWindowAtLeast } from '../../frame/use-width'
import { scopeName } from '../../state/scope'
import { useStore } from '../../state/store'
import { copy } from '../../state/work'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { IconButton } from '../../ui/IconButton'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { Select } from '../../ui/Select'
import { useAfter, useNow } from '../../use-now'
import { AnswerTimes } from './AnswerTimes'
import { csvOf } from './csv'
import { ErrorList } from './ErrorList'
import { Figures } from './Figures'
import { InsightsSkeleton } from './InsightsSkeleton'
import { ranges, rangeWords } from './insight-words'
import { useModelName } from './ModelTimes'
import { SpendOverTime } from './SpendOverTime'
import { Throughput } from './Throughput'
import { useInsights } from './use-insights'

/** Below this the filters have a row of their own, as at a zoom of 200 %. */
const filtersFrom = 820
const anyLane = 'all'
const lanes = [
  { value: anyLane, label: 'All lanes' },
  { value: 'fast', label: 'Fast' },
  { value: 'heavy', label: 'Heavy' },
] as const
const anyModel = 'all'
const keyOf = ({ providerId, model }: InsightModel): string => JSON.stringify([providerId, model])

/** What calls came to over time: how many were answered, how fast, what went wrong, and what it cost. */
export function InsightsView() {
  const [range, setRange] = useState<InsightRange>('day')
  const [lane, setLane] = useState<LaneName | null>(null)
  const [model, setModel] = useState<InsightModel | null>(null)
  const batchId = useStore((store) => store.batchId)
  const { insights, error, again } = useInsights({ range, batchId, lane, model })
  const isWide = useWindowAtLeast(filtersFrom)
  const isFiltered = lane !== null || model !== null
  const showAll = () => {
    setLane(null)
    setModel(null)
  }
  const filters = (
    <>
      <span className="w-[92px] shrink-0">
        <Select
          hideLabel
          label="Lane"
          value={lane ?? anyLane}
          options={lanes}
          onChange={(next) => setLane(next === anyLane ? null : next)}
        />
      </span>
      <ModelFilter known={insights?.known ?? []} model={model} onChange={setModel} />
      <IconButton
        icon="copy"
        label="Copy every point as CSV"
        disabled={insights === null}
        onClick={() => insights && void copy(csvOf(insights), 'Every point')}
      />
    </>
  )
  return (
    <>
      <TopBar title="Insights">
        <Scope range={range} from={insights?.from ?? null} />
        <span className="min-w-0 flex-1" />
        {isWide && filters}
        <SegmentedControl label="Time" value={range} segments={ranges} onChange={setRange} />
      </TopBar>
      {!isWide && <div className="flex h-10 shrink-0 items-center gap-2 border-b border-line px-4">{filters}</div>}
      <Body
        insights={insights}
        error={error}
        onAgain={again}
        isFiltered={isFiltered}
        isAll={!isFiltered && batchId === null}
        onShowAll={showAll}
      />
    </>
  )
}

type BodyProps = {
  readonly insights: Insights | null
  readonly error: string | null
  readonly onAgain: () => void
  readonly isFiltered: boolean
  readonly isAll: boolean
  readonly onShowAll: () => void
}

function Body({ insights, error, onAgain, isFiltered, isAll, onShowAll }: BodyProps) {
  const isLate = useAfter(120)
  if (error !== null && insights === null)
    return (
      <EmptyState title="What calls came to could not be read">
        <span data-selectable>{error} Tasks and answers are untouched.</span>
        <div className="pt-2">
          <Again onAgain={onAgain} />
        </div>
      </EmptyState>
    )
  if (insights === null) return isLate ? <InsightsSkeleton /> : null
  if (insights.models.length === 0)
    return isFiltered && insights.known.length > 0 ? (
      <EmptyState title="Nothing of this lane and model in this time">
        <Button size="sm" onClick={onShowAll}>
          Show all lanes and models
        </Button>
      </EmptyState>
    ) : (
      <EmptyState title="No call ended in this time">
        How many are answered, how fast and for how much is kept here over time, also when their tasks are removed.
      </EmptyState>
    )
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      {error !== null && (
        <Banner hue="wait" icon="info" title="These figures are older" action={<Again onAgain={onAgain} />}>
          {error} Tasks and answers are untouched.
        </Banner>
      )}
      <Figures sums={insights.sums} />
      <div className="grid min-h-[1280px] flex-1 auto-rows-fr grid-cols-1 min-[820px]:min-h-[664px] min-[820px]:grid-cols-2 max-[819px]:[&>*+*]:border-t min-[820px]:[&>*:nth-child(even)]:border-l min-[820px]:[&>*:nth-child(n+3)]:border-t [&>*]:border-line">
        <Throughput insights={insights} />
        <AnswerTimes insights={insights} />
        <ErrorList insights={insights} />
        <SpendOverTime insights={insights} isAll={isAll} />
      </div>
    </div>
  )
}

const Again = ({ onAgain }: { readonly onAgain: () => void }) => (
  <Button size="sm" onClick={onAgain}>
    Try again
  </Button>
)

/** What is looked at; gives way to the filters where there is little room. */
function Scope({ range, from }: { readonly range: InsightRange; readonly from: number | null }) {
  const name = useStore(scopeName)
  const now = useNow()
  const words = `${name}, ${rangeWords(range, from ?? now, now)}`
  return (
    <span className="min-w-0 shrink-[9] truncate text-xs text-ink-3" title={words}>
      {words}
    </span>
  )
}

type FilterProps = {
  readonly known: readonly InsightModel[]
  readonly model: InsightModel | null
  readonly onChange: (model: InsightModel | null) => void
}

/** One that is chosen stays among the choices, also when this time has nothing of it. */
function ModelFilter({ known, model, onChange }: FilterProps) {
  const nameOf = useModelName()
  const all = model === null || known.some((each) => keyOf(each) === keyOf(model)) ? known : [...known, model]
  return (
    <span className="w-[148px] min-w-[92px] shrink">
      <Select
        hideLabel
        label="Model"
        value={model === null ? anyModel : keyOf(model)}
        options={[
          { value: anyModel, label: 'All models' },
          ...all.map((each) => ({ value: keyOf(each), label: each.model, hint: nameOf(each.providerId) })),
        ]}
        onChange={(key) => onChange(all.find((each) => keyOf(each) === key) ?? null)}
      />
    </span>
  )
}
