import type { Density } from '#shared/table-layout'

/** Rows of design.md section 3, in px. */
const rows: Readonly<Record<Density, number>> = { compact: 24, normal: 28, roomy: 34 }

/** Chromium cuts what is higher: its layout counts 64ths of a pixel in 32 bits, 33,554,432 px. Some room is left for the table's head. */
export const tallest = 33_500_000

/** How high the rows of a list are: as the person has them, and as high as so many can be where they would end beyond `tallest`. */
export function rowPx(density: Density, count: number): number {
  const fitting = [rows[density], rows.normal, rows.compact].find((px) => px <= rows[density] && px * count <= tallest)
  return fitting ?? rows.compact
}

/** How many rows can be reached by scrolling. The others are at the other end of the list: its order can be turned around. */
export const reachable = (count: number): number => Math.min(count, Math.floor(tallest / rows.compact))
