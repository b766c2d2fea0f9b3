type Size = { readonly width: number; readonly height: number }
type Row = { readonly left: number; readonly top: number; readonly bottom: number }

/** Under the prompt's beginning, past the row's glyph; in px. */
const inset = 40
const gap = 4
const edge = 12

/** Where a box goes that tells more of a row: under it, or over it where there is more room, and inside the window. */
export function placeBeside(row: Row, box: Size, window: Size): { readonly left: number; readonly top: number } {
  const left = Math.min(row.left + inset, window.width - box.width - edge)
  const under = row.bottom + gap
  const over = row.top - gap - box.height
  const fits = under + box.height <= window.height - edge
  const top = fits || over < edge ? Math.min(under, window.height - box.height - edge) : over
  return { left: Math.round(Math.max(edge, left)), top: Math.round(Math.max(edge, top)) }
}
