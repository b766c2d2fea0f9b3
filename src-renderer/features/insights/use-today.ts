import { useMemo } from 'react'
import type { Insights } from '#shared/insights'
import type { Overview } from '#shared/overview'
import { standingStill } from '#shared/standing-still'
import { clock } from '../../clock'
import { useStore } from '../../state/store'
import { clearAt } from '../queue/estimate'
import { type BudgetLeft, type TodaySpend, todaySpend } from './today-spend'

/** Today's money and how it goes on; null where it cannot be told apart. Reckoned with each reading, not with every patch of the overview. */
export function useToday(insights: Insights): TodaySpend | null {
  const isMoving = useStore(({ overview }) => overview !== null && goesOn(overview))
  return useMemo(() => {
    if (insights.step !== 'quarter_hour' || insights.sums.cost === 0) return null
    const now = clock.now(1_000)
    const { overview } = useStore.getState()
    return todaySpend(insights, now, { isMoving, until: overview ? endOf(overview, now) : Number.POSITIVE_INFINITY })
  }, [insights, isMoving])
}

/** What is left of today's budget; null where there is none. */
export function useBudgetLeft(): BudgetLeft {
  const budget = useStore((store) => store.overview?.spend?.dayBudget ?? null)
  const unanswered = useStore((store) => store.overview?.spend?.unanswered ?? 0)
  return useMemo(() => (budget === null ? null : { budget, unanswered }), [budget, unanswered])
}

type Lanes = Overview['lanes']
const openLanes = (lanes: Lanes): Lanes =>
  lanes.filter((lane) => lane.ready + lane.held + lane.backingOff + lane.slots.length > 0)

const goesOn = (overview: Overview): boolean =>
  openLanes(overview.lanes).length > 0 &&
  standingStill(overview).length === 0 &&
  overview.storage.kind === 'ok' &&
  overview.spend?.held !== 'day'

/** When everything is done at the lanes' rates. */
const endOf = ({ lanes }: Overview, now: number): number =>
  Math.max(now, ...openLanes(lanes).map((lane) => clearAt(lane, now) ?? Number.POSITIVE_INFINITY))
