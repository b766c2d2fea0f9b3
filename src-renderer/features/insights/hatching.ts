import type uPlot from 'uplot'

/** Hatching over whole points, as it stands for a closed gate everywhere: at -25 degrees, 3 px on, 4 px off. */
export function drawHatching({ ctx, bbox }: uPlot, hatched: readonly boolean[], colour: string): void {
  if (!hatched.includes(true)) return
  const { left, top, width, height } = bbox
  const each = width / hatched.length
  const slant = height * Math.tan((25 * Math.PI) / 180)
  const px = devicePixelRatio
  ctx.save()
  ctx.beginPath()
  for (const [index, isHatched] of hatched.entries()) if (isHatched) ctx.rect(left + index * each, top, each, height)
  ctx.clip()
  ctx.beginPath()
  for (let x = left - slant; x < left + width; x += 7 * px) {
    ctx.moveTo(x, top + height)
    ctx.lineTo(x + slant, top)
  }
  ctx.strokeStyle = colour
  ctx.lineWidth = 3 * px
  ctx.stroke()
  ctx.restore()
}
