import { useCallback, useState } from 'react'
import type { InsightStep } from '#shared/insights'
import { ChartCursor, type PointValue } from './ChartCursor'
import { pointWords, tickWords } from './insight-words'
import { Plot } from './Plot'
import { gutter, type Panel } from './plot-panel'
import { scaleOf, ticksOf } from './scale'

type ChartProps = {
  readonly label: string // what it shows: 'Answers over time'
  readonly at: readonly number[] // when each point begins
  readonly step: InsightStep
  readonly panels: readonly Panel[]
  /** What stands at a point, in words. */
  readonly valuesAt: (index: number) => readonly PointValue[]
}
/** Space between two times below the axis, px. */
const tickWidth = 72

/** Panels above one another that share their points. The pointer reads values, and so do the arrow keys once it has the focus. */
export function Chart({ label, at, step, panels, valuesAt }: ChartProps) {
  const [ref, { width, height }] = useSize()
  const [index, setIndex] = useState<number | null>(null)
  const shown = index === null ? null : Math.min(index, at.length - 1)
  const inner = Math.max(0, width - gutter.left - gutter.right)
  const ticks = ticksOf(at, step, Math.max(1, Math.floor(inner / tickWidth)))
  const share = panels.reduce((sum, panel) => sum + panel.share, 0)
  const room = Math.max(0, height - gutter.bottom)
  return (
    <ChartCursor
      label={label}
      index={shown}
      count={at.length}
      title={pointWords(at[shown ?? at.length - 1] ?? 0, step)}
      values={at.length === 0 ? [] : valuesAt(shown ?? at.length - 1)}
      onMove={setIndex}
    >
      <div ref={ref} aria-hidden className="absolute inset-0 overflow-hidden">
        {panels.map((panel, n) => {
          const isLast = n === panels.length - 1
          const most = Math.max(0, ...panel.shapes.flatMap(({ values }) => values.map((value) => value ?? 0)))
          return (
            <Plot
              key={panel.key}
              panel={panel}
              scale={scaleOf(most, panel.lines, panel.least)}
              ticks={ticks}
              tickText={(tick) => tickWords(at[tick] ?? 0, step)}
              isLast={isLast}
              width={width}
              height={Math.floor((room * panel.share) / share) + (isLast ? gutter.bottom : 0)}
            />
          )
        })}
      </div>
    </ChartCursor>
  )
}

/** How large an element is, through the ref it gives; nothing before the first layout. */
function useSize(): [(element: HTMLElement | null) => (() => void) | undefined, { width: number; height: number }] {
  const [size, setSize] = useState({ width: 0, height: 0 })
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, size]
}
