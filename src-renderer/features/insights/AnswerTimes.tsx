import { useState } from 'react'
import type { Insights, Latency } from '#shared/insights'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { Select } from '../../ui/Select'
import { timeUnit } from './axis-words'
import { Card, Strong } from './Card'
import { Chart } from './Chart'
import { latencyCell, latencyWords, pointWords, timesWords } from './insight-words'
import { ModelTimes, useModelName } from './ModelTimes'
import type { Panel } from './plot-panel'
import { newestFirst, type Table } from './ValueTable'

type Shown = 'models' | 'time'
const views = [
  { value: 'models', label: 'By model' },
  { value: 'time', label: 'Over time' },
] as const
const measures = [
  { value: 'answer', label: latencyWords.answer.title },
  { value: 'wait', label: latencyWords.wait.title },
] as const
/** A tail that is worth a word. */
const longTail = 4

/** How long answers took, or tasks stood in line: for each model, or point by point. */
export function AnswerTimes({ insights }: { readonly insights: Insights }) {
  const [shown, setShown] = useState<Shown>('models')
  const [what, setWhat] = useState<Latency>('answer')
  const words = latencyWords[what]
  const isByModel = shown === 'models'
  const nameOf = useModelName()
  const measured = insights.models.filter((model) => model[what] !== null)
  return (
    <Card
      title="Times"
      says={
        <>
          <span className="@max-[480px]:hidden">{words.of}. </span>
          <Tail insights={insights} what={what} />
        </>
      }
      legend={
        isByModel
          ? [{ name: 'dot p50' }, { name: 'bar to p90' }, { name: 'tick p99' }]
          : [
              { look: 'ink', name: 'p50' },
              { look: 'ink-2', name: 'p90' },
              { look: 'quiet', name: 'p99' },
            ]
      }
      controls={
        <>
          <span className="w-[118px]">
            <Select hideLabel label="What is measured" value={what} options={measures} onChange={setWhat} />
          </span>
          <SegmentedControl label="By what" value={shown} segments={views} onChange={setShown} />
        </>
      }
      table={() => (isByModel ? modelTable(insights, what, nameOf) : timeTable(insights, what))}
    >
      {measured.length === 0 ? (
        <p className="py-6 text-center text-xs text-ink-3">{words.none}</p>
      ) : isByModel ? (
        <ModelTimes models={insights.models} what={what} />
      ) : (
        <Chart
          label={`${words.title} over time`}
          at={insights.at}
          step={insights.step}
          panels={[timePanel(insights, what)]}
          valuesAt={(index) => {
            const each = insights.latency[what][index]
            return [
              { name: 'p50', value: latencyCell(each?.p50), look: 'ink' },
              { name: 'p90', value: latencyCell(each?.p90), look: 'ink-2' },
              { name: 'p99', value: latencyCell(each?.p99), look: 'quiet' },
            ]
          }}
        />
      )}
    </Card>
  )
}

function Tail({ insights, what }: { readonly insights: Insights; readonly what: Latency }) {
  const factorOf = (model: Insights['models'][number]) => {
    const each = model[what]
    return each && each.n >= 20 ? each.p99 / Math.max(1, each.p50) : 0
  }
  const [worst] = [...insights.models].sort((a, b) => factorOf(b) - factorOf(a))
  if (!worst || factorOf(worst) < longTail) return null
  return (
    <Strong>
      {worst.model} has {insights.models.length > 1 ? 'the longest tail' : 'a long tail'}: p99 is{' '}
      {timesWords(factorOf(worst))} p50.
    </Strong>
  )
}

function timePanel({ latency }: Insights, what: Latency): Panel {
  const line = (name: 'p50' | 'p90' | 'p99', colour: string) => ({
    ...{ kind: 'line' as const, colour },
    values: latency[what].map((each) => each?.[name] ?? null),
  })
  return {
    ...{ key: what, share: 1, lines: 3, unit: timeUnit, format: (ms) => latencyCell(ms) },
    shapes: [line('p99', '--line-control'), line('p90', '--ink-2'), line('p50', '--ink')],
  }
}

function modelTable({ models }: Insights, what: Latency, nameOf: (providerId: string) => string): Table {
  return {
    columns: ['Model', what === 'answer' ? 'Answers' : 'Calls', 'p50', 'p90', 'p99'],
    rows: models.map((each) => [
      `${each.model}, ${nameOf(each.providerId)}`,
      String(each[what]?.n ?? 0),
      ...(['p50', 'p90', 'p99'] as const).map((name) => latencyCell(each[what]?.[name])),
    ]),
  }
}

function timeTable({ at, step, latency }: Insights, what: Latency): Table {
  return {
    columns: ['Time', what === 'answer' ? 'Answers' : 'Calls', 'p50', 'p90', 'p99'],
    rows: newestFirst(
      at.map((moment, index) => {
        const each = latency[what][index]
        return [
          pointWords(moment, step),
          String(each?.n ?? 0),
          ...(['p50', 'p90', 'p99'] as const).map((name) => latencyCell(each?.[name])),
        ]
      }),
    ),
  }
}
