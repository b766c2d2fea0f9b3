import { Fragment, useCallback, useState } from 'react'
import type { InsightStep } from '#shared/insights'
import { ChartCursor, type PointValue } from './ChartCursor'
import { pointWords, tickWords } from './insight-words'
import { Plot } from './Plot'
import { gutter, type Note, type Panel } from './plot-panel'
import { type Scale, scaleOf, ticksOf } from './scale'

type ChartProps = {
  readonly label: string // what it shows: 'Answers over time'
  readonly at: readonly number[] // when each point begins
  readonly step: InsightStep
  readonly panels: readonly Panel[]
  /** The point that is read first; left out: the last one. */
  readonly newest?: number
  /** What stands at a point, in words. */
  readonly valuesAt: (index: number) => readonly PointValue[]
}
/** Space between two times below the axis, px. */
const tickWidth = 72

/** Panels above one another that share their points. The pointer reads values, and so do the arrow keys once it has the focus. */
export function Chart({ label, at, step, panels, newest = at.length - 1, valuesAt }: ChartProps) {
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
      newest={newest}
      title={pointWords(at[shown ?? newest] ?? 0, step)}
      values={at.length === 0 ? [] : valuesAt(shown ?? newest)}
      onMove={setIndex}
    >
      <div ref={ref} aria-hidden className="absolute inset-0 overflow-hidden">
        {panels.map((panel, n) => {
          const isLast = n === panels.length - 1
          const scale = panelScale(panel)
          const tall = Math.floor((room * panel.share) / share)
          return (
            <Fragment key={panel.key}>
              <Plot
                panel={panel}
                scale={scale}
                ticks={ticks}
                tickText={(tick) => tickWords(at[tick] ?? 0, step)}
                isLast={isLast}
                width={width}
                height={tall + (isLast ? gutter.bottom : 0)}
              />
              {panel.notes?.map((note) => (
                <NoteWords
                  key={note.text}
                  note={note}
                  left={gutter.left + (inner * (note.index + 0.5)) / Math.max(1, at.length)}
                  top={gutter.top + (tall - gutter.top) * (1 - note.value / scale.top)}
                />
              ))}
            </Fragment>
          )
        })}
      </div>
    </ChartCursor>
  )
}

function panelScale({ shapes, lines, least, unit = () => 1 }: Panel): Scale {
  const most = Math.max(0, ...shapes.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const one = unit(most)
  const { top, lines: at } = scaleOf(most / one, lines, least === undefined ? 1 : least / one)
  return { top: top * one, lines: at.map((value) => value * one) }
}

function NoteWords({ note, left, top }: { readonly note: Note; readonly left: number; readonly top: number }) {
  return (
    <span
      className={`tn absolute -translate-y-full rounded-sm bg-canvas/80 px-1 text-2xs whitespace-nowrap text-ink-2 ${note.side === 'left' ? '-translate-x-full' : ''}`}
      style={{ left, top: Math.max(16, top - 2) }}
    >
      {note.text}
    </span>
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
