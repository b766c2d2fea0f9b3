/** What one panel of a chart draws, over points that stand at equal distances. */
export type Shape = {
  readonly values: readonly (number | null)[]
  readonly kind: 'bars' | 'line' | 'area'
  readonly colour: string // a token, such as '--fast-fill'
  readonly line?: string // of an area: the colour of its edge; left out: none
  readonly strength?: number // of the colour, percent; left out: all of it
}
export type Panel = {
  readonly key: string
  readonly shapes: readonly Shape[] // what is drawn last lies on top
  readonly share: number // of the height
  readonly lines: number // about how many the scale has
  readonly least?: number // the smallest distance of two of its lines
  readonly format: (value: number) => string
  readonly hatched?: readonly boolean[] // points that are drawn on hatching
}

/** Space for the scale and beside the last point, px. */
export const gutter = { left: 46, right: 8, top: 8, bottom: 20 } as const

/** Values stacked on one another, the highest sum first, so that what is below is drawn over it. */
export function stacked(parts: readonly (readonly number[])[]): number[][] {
  let below: readonly number[] = []
  const sums = parts.map((values) => {
    const sum = values.map((value, index) => value + (below[index] ?? 0))
    below = sum
    return sum
  })
  return sums.reverse()
}

/** Each value with all before it. */
export function runningSum(values: readonly number[]): number[] {
  let sum = 0
  return values.map((value) => {
    sum += value
    return sum
  })
}
