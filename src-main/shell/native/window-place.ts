import { z } from 'zod'

export const Box = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() })
/** Device-independent pixels, as all displays together are laid out. */
export type Box = z.infer<typeof Box>

/** Where a window was, and how. `box` is its place when it is neither maximised nor full screen. */
export const WindowPlace = z.object({ box: Box, maximized: z.boolean(), fullScreen: z.boolean() })
export type WindowPlace = z.infer<typeof WindowPlace>

export const firstSize = { width: 1280, height: 820 }
export const leastSize = { width: 760, height: 480 }

/** Frames that are not seen reach beyond a window by some pixels on Windows: one that was snapped to an edge is not moved for that. */
const slack = 16

/**
 * Where a window that was at `saved` belongs now: inside the work area that shows most of it, as large as it was where that fits.
 * One whose display is gone comes to the middle of the first.
 * @param workAreas of the displays that there are, the primary one first
 */
export function placeOn(saved: Box | null, workAreas: readonly [Box, ...Box[]]): Box {
  const [primary] = workAreas
  if (saved === null) return inTheMiddle(firstSize, primary)
  const shares = workAreas.map((area) => ({ area, shown: overlap(saved, area) }))
  const { area, shown } = shares.reduce((best, each) => (each.shown > best.shown ? each : best))
  if (shown === 0) return inTheMiddle(saved, primary)
  const width = fitted(saved.width, area.width + 2 * slack, leastSize.width)
  const height = fitted(saved.height, area.height + 2 * slack, leastSize.height)
  return {
    ...{ width, height },
    x: clamp(saved.x, area.x - slack, area.x + area.width + slack - width),
    y: clamp(saved.y, area.y, area.y + area.height + slack - height), // the title bar stays in reach
  }
}

function inTheMiddle(size: Pick<Box, 'width' | 'height'>, area: Box): Box {
  const width = fitted(size.width, area.width, leastSize.width)
  const height = fitted(size.height, area.height, leastSize.height)
  const x = area.x + Math.max(0, Math.round((area.width - width) / 2))
  const y = area.y + Math.max(0, Math.round((area.height - height) / 2))
  return { x, y, width, height }
}

const fitted = (size: number, most: number, least: number) => Math.max(least, Math.min(size, most))
/** The lower bound wins: of a window that is larger than its display the left and upper edges are shown. */
const clamp = (value: number, from: number, to: number) => Math.max(from, Math.min(value, to))
const shared = (a: number, aSize: number, b: number, bSize: number) =>
  Math.max(0, Math.min(a + aSize, b + bSize) - Math.max(a, b))
const overlap = (a: Box, b: Box) => shared(a.x, a.width, b.x, b.width) * shared(a.y, a.height, b.y, b.height)
