import type { InsightStep } from '#shared/insights'
import type { NanoUsd } from '#shared/spend'
import { formatAboutUsd, formatTime, formatUsd } from '../../format'
import { Strong } from './Card'
import { Chart } from './Chart'
import { pointWords } from './insight-words'
import { costPanel, type Note, type Shape } from './plot-panel'
import { type BudgetLeft, type TodaySpend, usedUpAt } from './today-spend'
import { newestFirst, type Table } from './ValueTable'

type TodayProps = { readonly today: TodaySpend; readonly left: BudgetLeft }

/** A budget that is far above all that the day will come to would press the rest flat. */
const farAbove = 3

/** The day's money up to now, how it goes on, and what it may come to. */
export function TodayChart({ today, left, step }: TodayProps & { readonly step: InsightStep }) {
  const { at, fast, heavy, newest, spent, forecast } = today
  const most = Math.max(spent, forecast?.total ?? 0)
  const cap = left !== null && left.budget <= most * farAbove ? left.budget : null
  const panel = costPanel({ fast, heavy })
  const dot = (index: number, value: NanoUsd): Shape => ({
    values: at.map((_, n) => (n === index ? value : null)),
    ...{ kind: 'line', colour: '--ink' },
  })
  const ahead: Shape[] = forecast
    ? [{ values: forecast.values, kind: 'dots', colour: '--ink' }, dot(forecast.index, forecast.total)]
    : []
  const line: Shape[] = cap === null ? [] : [{ values: at.map(() => cap), kind: 'dots', colour: '--ink-2' }]
  const notes: Note[] = [
    { index: newest, value: spent, text: `${formatUsd(spent)} now`, side: newest > at.length / 6 ? 'left' : 'right' },
    ...(forecast
      ? [{ index: forecast.index, value: forecast.total, text: formatAboutUsd(forecast.total), side: 'left' as const }]
      : []),
    ...(cap === null
      ? []
      : [
          { index: at.length - 1, value: cap, text: `budget ${formatUsd(cap)}, then all waits`, side: 'left' as const },
        ]),
  ]
  return (
    <Chart
      label="Spend today"
      {...{ at, step, newest }}
      panels={[{ ...panel, shapes: [...panel.shapes, ...ahead, ...line, dot(newest, spent)], notes }]}
      valuesAt={(index) =>
        index > newest
          ? [{ name: 'Forecast', value: aheadAt(today, index) }]
          : [
              { name: 'Heavy', value: formatUsd(heavy[index] ?? 0), look: 'heavy-soft' },
              { name: 'Fast', value: formatUsd(fast[index] ?? 0), look: 'fast' },
              { name: 'Until then', value: formatUsd((fast[index] ?? 0) + (heavy[index] ?? 0)) },
            ]
      }
    />
  )
}

function aheadAt({ forecast }: TodaySpend, index: number): string {
  if (!forecast) return 'none'
  return formatAboutUsd(forecast.values[index] ?? forecast.total)
}

/** The same in a sentence. */
export function TodaySays({ today, left }: TodayProps) {
  const { spent, forecast } = today
  const end = usedUpAt(today, left)
  const budget = left === null ? '' : formatUsd(left.budget)
  const of = left === null ? '' : ` of the budget of ${budget}`
  return (
    <>
      Since midnight.{' '}
      <Strong>
        {end !== null
          ? `At this rate the budget of ${budget} is used up about ${formatTime(end)}.`
          : forecast
            ? `At this rate ${formatAboutUsd(forecast.total)} by ${forecast.isClear ? `${formatTime(forecast.at)}, when all is done` : 'midnight'}.`
            : `${formatUsd(spent)}${of}.`}
      </Strong>
    </>
  )
}

/** The same numbers; what is ahead stands on top. */
export function todayTable({ at, fast, heavy, newest, forecast }: TodaySpend, step: InsightStep): Table {
  const known = at.slice(0, newest + 1).map((moment, index) => {
    const [ofFast, ofHeavy] = [fast[index] ?? 0, heavy[index] ?? 0]
    return [pointWords(moment, step), ...[ofFast, ofHeavy, ofFast + ofHeavy].map(formatUsd)]
  })
  const ahead = forecast
    ? [
        [
          `${forecast.isClear ? formatTime(forecast.at) : 'Midnight'}, forecast`,
          '–',
          '–',
          formatAboutUsd(forecast.total),
        ],
      ]
    : []
  return { columns: ['From', 'Fast until then', 'Heavy until then', 'Both'], rows: newestFirst([...known, ...ahead]) }
}
