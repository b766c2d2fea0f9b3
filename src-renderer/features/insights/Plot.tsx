import 'uplot/dist/uPlot.min.css'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type uPlot from 'uplot'
import { drawHatching } from './hatching'
import { gutter, lonePoints, type Panel, type Shape } from './plot-panel'
import type { Scale } from './scale'
import { colourOf, useThemeShown } from './use-colours'

type PlotProps = {
  readonly panel: Panel
  readonly scale: Scale
  readonly ticks: readonly number[] // points that have their time below them
  readonly tickText: (index: number) => string
  readonly isLast: boolean // of the panels: times stand below it
  readonly width: number
  readonly height: number
}
type Maker = typeof uPlot

/** Draws one panel. Its library comes with the first chart that is shown, and not where nothing can be drawn (as in tests). */
export function Plot(props: PlotProps) {
  const { panel, isLast, width, height } = props
  const host = useRef<HTMLDivElement>(null)
  const latest = useRef(props)
  latest.current = props
  const plot = useRef<uPlot | null>(null)
  const make = useMaker()
  const theme = useThemeShown()
  const hasRoom = width > 0 && height > 0
  // What another instance is needed for; all else is only other data.
  const look = JSON.stringify([panel.shapes.map(({ values: _, ...shape }) => shape), isLast, theme])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the look stands for all that the options are made of
  useLayoutEffect(() => {
    if (!make || !host.current || !hasRoom) return
    const made = new make(
      optionsOf(make, () => latest.current),
      dataOf(latest.current.panel),
      host.current,
    )
    plot.current = made
    return () => {
      plot.current = null
      made.destroy()
    }
  }, [make, look, hasRoom])
  useEffect(() => {
    if (hasRoom) plot.current?.setSize({ width, height })
  }, [width, height, hasRoom])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scale and the ticks are drawn with the data
  useEffect(() => plot.current?.setData(dataOf(panel)), [panel, props.scale, props.ticks])
  return <div ref={host} style={{ height }} />
}

function useMaker(): Maker | null {
  const [make, setMake] = useState<Maker | null>(null)
  useEffect(() => {
    let isShown = true
    if (typeof CanvasRenderingContext2D !== 'undefined')
      void import('uplot').then((loaded) => isShown && setMake(() => loaded.default))
    return () => {
      isShown = false
    }
  }, [])
  return make
}

const dataOf = ({ shapes }: Panel): uPlot.AlignedData => [
  Array.from({ length: shapes[0]?.values.length ?? 0 }, (_, index) => index),
  ...shapes.map(({ values }) => [...values]),
]

function optionsOf(make: Maker, latest: () => PlotProps): uPlot.Options {
  const { panel, width, height, isLast } = latest()
  const font = `11px ${colourOf('--font-ui')}`
  const axis = { font, stroke: colourOf('--ink-3'), ticks: { show: false }, border: { show: false } }
  const grid = { stroke: colourOf('--line'), width: 1 }
  return {
    ...{ width, height, pxAlign: 1, cursor: { show: false }, legend: { show: false } },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    padding: [gutter.top, gutter.right, isLast ? 0 : 4, 0],
    scales: {
      x: { time: false, range: (u) => [-0.5, (u.data[0]?.length ?? 1) - 0.5] },
      y: { range: () => [0, latest().scale.top] },
    },
    axes: [
      {
        ...axis,
        ...{ show: isLast, size: gutter.bottom, gap: 6, grid: { show: false } },
        splits: () => [...latest().ticks],
        values: (_, splits) => splits.map((index) => latest().tickText(index)),
      },
      {
        ...axis,
        ...{ size: gutter.left, gap: 8, grid },
        splits: () => [...latest().scale.lines],
        values: (_, splits) => splits.map((value) => latest().panel.format(value)),
      },
    ],
    series: [{}, ...panel.shapes.map((shape) => seriesOf(make, shape))],
    hooks: { drawAxes: [(u) => drawHatching(u, latest().panel.hatched ?? [], colourOf('--hatch')), drawFloor] },
  }
}

function seriesOf(make: Maker, { kind, colour, strength = 100, line }: Shape): uPlot.Series {
  const paint =
    strength === 100 ? colourOf(colour) : `color-mix(in srgb, ${colourOf(colour)} ${strength}%, transparent)`
  if (kind === 'bars') {
    const bars = make.paths.bars?.({ size: [0.74, 40], align: 0 })
    return { fill: paint, width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) }
  }
  const dash = kind === 'dots' ? { dash: [2, 3] } : {}
  const edge = kind === 'area' ? (line === undefined ? null : colourOf(line)) : paint
  return {
    ...{ width: edge === null ? 0 : 1.5, spanGaps: false, ...dash },
    points: { show: false, size: 6, stroke: paint, fill: paint, filter: lone },
    ...(edge === null ? {} : { stroke: edge }),
    ...(kind === 'area' ? { fill: paint } : {}),
  }
}

const lone: uPlot.Series.Points.Filter = (u, series) => {
  const found = lonePoints([...(u.data[series] ?? [])])
  return found.length > 0 ? found : null
}

/** The line that values stand on. */
function drawFloor({ ctx, bbox }: uPlot): void {
  ctx.save()
  ctx.fillStyle = colourOf('--line-strong')
  ctx.fillRect(bbox.left, bbox.top + bbox.height, bbox.width, Math.max(1, Math.round(devicePixelRatio)))
  ctx.restore()
}
