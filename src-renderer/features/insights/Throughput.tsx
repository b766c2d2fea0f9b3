import { useState } from 'react'
import type { Insights } from '#shared/insights'
import { type LaneName, laneNames } from '#shared/lane'
import { counted, formatCount, missing } from '../../format'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { axisCount } from './axis-words'
import { Card, Strong } from './Card'
import { Chart } from './Chart'
import type { PointValue } from './ChartCursor'
import { pointWords, stepWords } from './insight-words'
import { type Panel, stacked } from './plot-panel'
import { newestFirst, type Table } from './ValueTable'

type Shown = 'answers' | 'failures'
const views = [
  { value: 'answers', label: 'Answers' },
  { value: 'failures', label: 'Failures' },
] as const
const laneWords = { fast: 'Fast', heavy: 'Heavy' } as const
const laneFill = { fast: '--fast-fill', heavy: '--heavy-fill' } as const

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
const both = (a: readonly number[], b: readonly number[]): number[] => a.map((value, index) => value + (b[index] ?? 0))
/** Of both lanes. */
const all = ({ lanes }: Insights, name: 'rateLimited' | 'failed' | 'dead'): number[] =>
  both(lanes.fast[name], lanes.heavy[name])
const lanesOf = ({ lanes }: Insights): LaneName[] => {
  const busy = laneNames.filter((lane) => sum(lanes[lane].answered) > 0)
  return busy.length > 0 ? busy : ['fast']
}

/** What was answered over time, lane by lane, and when calls failed or met a rate limit. */
export function Throughput({ insights }: { readonly insights: Insights }) {
  const [shown, setShown] = useState<Shown>('answers')
  const { at, step } = insights
  const isAnswers = shown === 'answers'
  const limited = all(insights, 'rateLimited')
  return (
    <Card
      title="Throughput"
      says={isAnswers ? <AnswersSay insights={insights} limited={limited} /> : <FailuresSay insights={insights} />}
      legend={
        isAnswers
          ? [
              ...lanesOf(insights).map((lane) => ({ look: lane, name: laneWords[lane] })),
              ...(sum(limited) > 0 ? [{ look: 'wait', name: 'a rate limit' } as const] : []),
            ]
          : [
              { look: 'wait-fill', name: 'rate limit' },
              { look: 'quiet', name: 'other failure' },
              { look: 'dead', name: 'dead letter' },
            ]
      }
      controls={<SegmentedControl label="What is counted" value={shown} segments={views} onChange={setShown} />}
      table={() => tableOf(insights)}
    >
      <Chart
        label={isAnswers ? 'Answers over time' : 'Failures over time'}
        {...{ at, step }}
        panels={isAnswers ? answerPanels(insights, limited) : failurePanels(insights, limited)}
        valuesAt={(index) => (isAnswers ? answersAt(insights, index) : failuresAt(insights, index))}
      />
    </Card>
  )
}

/** One panel for each lane: beside a thousand answers of the one, ten of the other would not be seen. */
function answerPanels(insights: Insights, limited: readonly number[]): Panel[] {
  const lanes = lanesOf(insights)
  return lanes.map((lane, index) => ({
    key: lane,
    shapes: [{ values: insights.lanes[lane].answered, kind: 'bars', colour: laneFill[lane] }],
    share: index === 0 ? 7 : 3,
    lines: index === 0 ? 3 : 1,
    format: axisCount,
    ...(index === 0 ? { hatched: limited.map((n) => n > 0) } : {}),
  }))
}

function failurePanels(insights: Insights, limited: readonly number[]): Panel[] {
  const colours = ['--wait-fill', '--line-control', '--dead-fill'] as const
  const sums = stacked([all(insights, 'dead'), othersOf(insights), limited])
  const shapes = sums.map((values, index) => ({ values, kind: 'bars' as const, colour: colours[index] ?? '--ink' }))
  return [{ key: 'failures', shapes, share: 1, lines: 3, format: axisCount }]
}

/** Calls that failed and whose task went on. A letter's last call is told as the letter that it became. */
const othersOf = (insights: Insights): number[] => {
  const dead = all(insights, 'dead')
  return all(insights, 'failed').map((n, index) => Math.max(0, n - (dead[index] ?? 0)))
}

const answersAt = (insights: Insights, index: number): PointValue[] => [
  ...lanesOf(insights).map((lane) => ({
    ...{ name: laneWords[lane], look: lane },
    value: formatCount(insights.lanes[lane].answered[index] ?? 0),
  })),
  { name: 'Rate limits', value: formatCount(all(insights, 'rateLimited')[index] ?? 0), look: 'wait' },
]

const failuresAt = (insights: Insights, index: number): PointValue[] => [
  { name: 'Rate limits', value: formatCount(all(insights, 'rateLimited')[index] ?? 0), look: 'wait-fill' },
  { name: 'Other failures', value: formatCount(othersOf(insights)[index] ?? 0), look: 'quiet' },
  { name: 'Dead letters', value: formatCount(all(insights, 'dead')[index] ?? 0), look: 'dead' },
]

function AnswersSay({ insights, limited }: { readonly insights: Insights; readonly limited: readonly number[] }) {
  const { at, step, lanes } = insights
  const answered = both(lanes.fast.answered, lanes.heavy.answered)
  const most = Math.max(...answered)
  const inLimits = limited.filter((n) => n > 0).length
  return (
    <>
      Answers per {stepWords[step]}.{' '}
      {inLimits > 0 ? (
        <Strong>{counted(sum(limited), 'call')} met a rate limit.</Strong>
      ) : (
        most > 0 && (
          <Strong>
            The most {most === 1 ? 'was' : 'were'} {formatCount(most)},{' '}
            {pointWords(at[answered.indexOf(most)] ?? 0, step)}.
          </Strong>
        )
      )}
    </>
  )
}

function FailuresSay({ insights }: { readonly insights: Insights }) {
  const { answered, failed, rateLimited } = insights.sums
  const calls = answered + failed + rateLimited
  const share = calls === 0 ? missing : `${Math.round(((failed + rateLimited) / calls) * 100)}%`
  return (
    <>
      Calls without an answer per {stepWords[insights.step]}. <Strong>{share} of all calls.</Strong>
    </>
  )
}

function tableOf(insights: Insights): Table {
  const { at, step, lanes } = insights
  const [limited, failed, dead] = [all(insights, 'rateLimited'), all(insights, 'failed'), all(insights, 'dead')]
  return {
    columns: ['Time', 'Fast', 'Heavy', 'Rate limits', 'Failures', 'Dead letters'],
    rows: newestFirst(
      at.map((moment, index) => [
        pointWords(moment, step),
        ...[lanes.fast.answered, lanes.heavy.answered, limited, failed, dead].map((values) =>
          formatCount(values[index] ?? 0),
        ),
      ]),
    ),
  }
}
