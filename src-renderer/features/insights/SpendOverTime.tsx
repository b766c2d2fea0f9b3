import { useState } from 'react'
import type { Insights } from '#shared/insights'
import { formatShare, formatTokens, formatUsd } from '../../format'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { axisCount } from './axis-words'
import { Card, Strong } from './Card'
import { Chart } from './Chart'
import { pointWords, stepWords } from './insight-words'
import { costPanel, type Panel, runningSum, stacked } from './plot-panel'
import { TodayChart, TodaySays, todayTable } from './SpendToday'
import { useBudgetLeft, useToday } from './use-today'
import { newestFirst, type Table } from './ValueTable'

type Shown = 'today' | 'cost' | 'tokens'
const viewOfToday = { value: 'today', label: 'Today' } as const
const views = [
  { value: 'cost', label: 'Cost' },
  { value: 'tokens', label: 'Tokens' },
] as const
const titles = { today: 'Spend', cost: 'Spend', tokens: 'Tokens' } as const
const costLegend = [
  { look: 'heavy-soft', name: 'Heavy' },
  { look: 'fast', name: 'Fast' },
] as const
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
const both = (a: readonly number[], b: readonly number[]): number[] => a.map((value, n) => value + (b[n] ?? 0))

type SpendProps = {
  readonly insights: Insights
  readonly isAll: boolean // nothing is left out: a day's budget is for all that is spent
}

/** What calls cost, as a running total, how today goes on, and the tokens they used. */
export function SpendOverTime({ insights, isAll }: SpendProps) {
  const [wanted, setWanted] = useState<Shown>('today')
  const today = useToday(insights)
  const budget = useBudgetLeft()
  const left = isAll ? budget : null
  const shown = wanted === 'today' && today === null ? 'cost' : wanted
  const ofToday = shown === 'today' ? today : null
  const isFree = shown !== 'tokens' && insights.sums.cost === 0
  return (
    <Card
      title={titles[shown]}
      says={
        ofToday ? (
          <TodaySays today={ofToday} left={left} />
        ) : shown === 'cost' ? (
          <CostSays insights={insights} />
        ) : (
          <TokensSay insights={insights} />
        )
      }
      legend={
        shown === 'tokens'
          ? [
              { look: 'quiet', name: 'in' },
              { look: 'ink', name: 'out' },
            ]
          : isFree
            ? []
            : [...costLegend, ...(ofToday?.forecast ? [{ name: 'dotted: forecast' }] : [])]
      }
      controls={
        <SegmentedControl
          label="What is summed up"
          value={shown}
          segments={today ? [viewOfToday, ...views] : views}
          onChange={setWanted}
        />
      }
      {...(isFree ? {} : { table: () => (ofToday ? todayTable(ofToday, insights.step) : tableOf(insights)) })}
    >
      {isFree ? (
        <p className="py-6 text-center text-xs text-ink-3">Nothing that was answered had a price.</p>
      ) : ofToday ? (
        <TodayChart today={ofToday} left={left} step={insights.step} />
      ) : (
        <SpendChart insights={insights} isCost={shown === 'cost'} />
      )}
    </Card>
  )
}

function SpendChart({ insights, isCost }: { readonly insights: Insights; readonly isCost: boolean }) {
  const { at, step, lanes } = insights
  const cost = { fast: runningSum(lanes.fast.cost), heavy: runningSum(lanes.heavy.cost) }
  const tokens = {
    in: both(lanes.fast.tokensIn, lanes.heavy.tokensIn),
    out: both(lanes.fast.tokensOut, lanes.heavy.tokensOut),
  }
  const all = both(cost.fast, cost.heavy)
  return (
    <Chart
      label={isCost ? 'Spend over time' : 'Tokens over time'}
      {...{ at, step }}
      panels={[isCost ? costPanel(cost) : tokenPanel(tokens)]}
      valuesAt={(index) =>
        isCost
          ? [
              { name: 'Heavy', value: formatUsd(cost.heavy[index] ?? 0), look: 'heavy-soft' },
              { name: 'Fast', value: formatUsd(cost.fast[index] ?? 0), look: 'fast' },
              { name: 'Until then', value: formatUsd(all[index] ?? 0) },
            ]
          : [
              { name: 'In', value: formatTokens(tokens.in[index] ?? 0), look: 'quiet' },
              { name: 'Out', value: formatTokens(tokens.out[index] ?? 0), look: 'ink' },
            ]
      }
    />
  )
}

function tokenPanel(tokens: { readonly in: readonly number[]; readonly out: readonly number[] }): Panel {
  const [total = [], below = []] = stacked([tokens.out, tokens.in])
  return {
    ...{ key: 'tokens', share: 1, lines: 3, format: axisCount },
    shapes: [
      { values: total, kind: 'bars', colour: '--line-control' },
      { values: below, kind: 'bars', colour: '--ink' },
    ],
  }
}

function CostSays({ insights: { lanes, sums } }: { readonly insights: Insights }) {
  const heavy = sum(lanes.heavy.cost)
  const answered = sum(lanes.heavy.answered)
  const more =
    sums.unansweredCost > 0
      ? ` Calls that were never answered may have cost ${formatUsd(sums.unansweredCost)} more.`
      : ''
  if (sums.cost === 0) return <>Running total.{more}</>
  if (heavy === 0 || heavy === sums.cost)
    return (
      <>
        Running total. <Strong>{formatUsd(sums.cost)} in all.</Strong>
        {more}
      </>
    )
  return (
    <>
      Running total.{' '}
      <Strong>
        Heavy is {formatShare(heavy, sums.cost)} of the money and {formatShare(answered, sums.answered)} of the answers.
      </Strong>
      {more}
    </>
  )
}

const TokensSay = ({ insights: { sums, step } }: { readonly insights: Insights }) => (
  <>
    Tokens per {stepWords[step]}.{' '}
    <Strong>
      {formatTokens(sums.tokensIn)} in and {formatTokens(sums.tokensOut)} out.
    </Strong>
  </>
)

function tableOf({ at, step, lanes }: Insights): Table {
  return {
    columns: ['Time', 'Tokens in', 'Tokens out', 'Fast', 'Heavy', 'Cost'],
    rows: newestFirst(
      at.map((moment, n) => {
        const [fast, heavy] = [lanes.fast.cost[n] ?? 0, lanes.heavy.cost[n] ?? 0]
        return [
          pointWords(moment, step),
          formatTokens((lanes.fast.tokensIn[n] ?? 0) + (lanes.heavy.tokensIn[n] ?? 0)),
          formatTokens((lanes.fast.tokensOut[n] ?? 0) + (lanes.heavy.tokensOut[n] ?? 0)),
          ...[fast, heavy, fast + heavy].map(formatUsd),
        ]
      }),
    ),
  }
}
