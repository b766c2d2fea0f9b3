import { useState } from 'react'
import { TopBar } from '../../frame/TopBar'
import { useStore } from '../../state/store'
import { EmptyState } from '../../ui/EmptyState'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { DayBudget } from './DayBudget'
import { monthAhead } from './month-ahead'
import { SpendByDay } from './SpendByDay'
import { SpendByModel } from './SpendByModel'
import { SpendFigures } from './SpendFigures'
import { type SpendRange, sumSpend, useSpend } from './use-spend'

const ranges = [
  { value: 'today', label: 'Today' },
  { value: 'week', label: '7 days' },
  { value: 'month', label: '30 days' },
] as const

/** What calls used and cost: by day, and by provider and model. */
export function SpendingView() {
  const [range, setRange] = useState<SpendRange>('week')
  const { days, read, error } = useSpend(range)
  const openPrice = useStore((store) => store.openPrice)
  const none = read !== null && read.models.length === 0
  return (
    <>
      <TopBar title="Spending">
        <span className="flex-1" />
        <SegmentedControl label="Time" value={range} segments={ranges} onChange={setRange} />
      </TopBar>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        <section aria-label="The day’s budget" className="border-b border-line px-4 py-3">
          <DayBudget />
        </section>
        {error !== null && (
          <div className="min-h-0 flex-1">
            <EmptyState title="What was spent could not be read">
              <span data-selectable>{error} Tasks and answers are untouched.</span>
            </EmptyState>
          </div>
        )}
        {none && (
          <div className="min-h-0 flex-1">
            <EmptyState title="Nothing was sent in this time">
              What calls use and cost is kept here by day, also when their tasks are removed.
            </EmptyState>
          </div>
        )}
        {read && !none && (
          <>
            <SpendFigures
              spend={sumSpend(read.models)}
              month={range === 'month' ? monthAhead(days, read.days) : null}
            />
            <SpendByModel models={read.models} onPrice={openPrice} />
            {range !== 'today' && <SpendByDay days={days} spent={read.days} />}
          </>
        )}
      </div>
    </>
  )
}
