import type { LaneName } from '#shared/lane'
import type { NanoUsd } from '#shared/spend'
import { axisUsd } from './axis-words'

/** What one panel of a chart draws, over points that stand at equal distances. */
export type Shape = {
  readonly values: readonly (number | null)[]
  readonly kind: 'bars' | 'line' | 'dots' | 'area' // dots: a line that is dotted, of what is not known yet
  readonly colour: string // a token, such as '--fast-fill'
  readonly line?: string // of an area: the colour of its edge; left out: none
  readonly strength?: number // of the colour, percent; left out: all of it
}
/** Words that stand at a point and a value. */
export type Note = {
  readonly index: number
  readonly value: number
  readonly text: string
  readonly side: 'left' | 'right' // of the point on which they stand
}
export type Panel = {
  readonly key: string
  readonly shapes: readonly Shape[] // what is drawn last lies on top
  readonly share: number // of the height
  readonly lines: number // about how many the scale has
  readonly least?: number // the smallest distance of two of its lines
  readonly unit?: (most: number) => number // of which its lines are round numbers, as minutes of milliseconds; left out: 1
  readonly format: (value: number) => string
  readonly hatched?: readonly boolean[] // points that are drawn on hatching
  readonly notes?: readonly Note[] // of a chart with one panel
}

/** A hundredth of a cent: sums tell no less. */
const leastCost = 100_000

/** Space for the scale and beside the last point, px: '2 m 30 s' has room. */
export const gutter = { left: 52, right: 8, top: 8, bottom: 20 } as const

/** Values stacked on one another, the highest sum first, so that what is below is drawn over it. */
export function stacked(parts: readonly (readonly (number | null)[])[]): (number | null)[][] {
  let below: readonly (number | null)[] = []
  const sums = parts.map((values) => {
    const sum = values.map((value, index) => (value === null ? null : value + (below[index] ?? 0)))
    below = sum
    return sum
  })
  return sums.reverse()
}

/** Money as a running total, Heavy on top of Fast; null: not yet. */
export function costPanel({ fast, heavy }: Readonly<Record<LaneName, readonly (NanoUsd | null)[]>>): Panel {
  const [total = [], below = []] = stacked([fast, heavy])
  return {
    ...{ key: 'cost', share: 1, lines: 4, least: leastCost, format: axisUsd },
    shapes: [
      { values: total, kind: 'area', colour: '--heavy-fill', strength: 40, line: '--ink' },
      { values: below, kind: 'area', colour: '--fast-fill', strength: 85 },
    ],
  }
}

/** Each value with all before it. */
export function runningSum(values: readonly number[]): number[] {
  let sum = 0
  return values.map((value) => {
    sum += value
    return sum
  })
}

/** Points with nothing on either side: a line through them would not be seen. */
export const lonePoints = (values: readonly (number | null | undefined)[]): number[] =>
  values.flatMap((value, index) =>
    value != null && values[index - 1] == null && values[index + 1] == null ? [index] : [],
  )
