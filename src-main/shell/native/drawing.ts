import type { Pixels } from './png'

/** A rectangle with round corners, in the units of the drawing. */
export type Shape = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly radius: number
  readonly colour: Colour
}
/** Red, green, blue: 0 to 255. */
export type Colour = readonly [number, number, number]

/** Samples a pixel and side; edges are smooth enough for icons of this size. */
const samples = 4

/** Draws shapes that do not overlap, later ones over earlier ones, on nothing. @param unit pixels for a unit of the drawing */
export function draw(shapes: readonly Shape[], side: number, unit: number): Pixels {
  const size = Math.round(side * unit)
  const rgba = new Uint8Array(size * size * 4)
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1)
      for (const shape of shapes) {
        const share = coverage(shape, x, y, unit)
        if (share === 0) continue
        const at = (y * size + x) * 4
        const under = (rgba[at + 3] ?? 0) / 255
        const alpha = share + under * (1 - share)
        shape.colour.forEach((value, channel) => {
          const below = rgba[at + channel] ?? 0
          rgba[at + channel] = Math.round((value * share + below * under * (1 - share)) / alpha)
        })
        rgba[at + 3] = Math.round(alpha * 255)
      }
  return { width: size, height: size, rgba }
}

/** How much of a pixel a shape covers: 0 to 1. */
function coverage(shape: Shape, x: number, y: number, unit: number): number {
  let inside = 0
  for (let i = 0; i < samples; i += 1)
    for (let j = 0; j < samples; j += 1)
      if (contains(shape, (x + (i + 0.5) / samples) / unit, (y + (j + 0.5) / samples) / unit)) inside += 1
  return inside / samples ** 2
}

function contains({ x, y, width, height, radius }: Shape, atX: number, atY: number): boolean {
  if (atX < x || atX > x + width || atY < y || atY > y + height) return false
  const dx = Math.max(x + radius - atX, atX - (x + width - radius), 0)
  const dy = Math.max(y + radius - atY, atY - (y + height - radius), 0)
  return dx ** 2 + dy ** 2 <= radius ** 2
}
