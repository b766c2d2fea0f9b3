import type { ReactNode } from 'react'
import { gutter } from './plot-panel'
import { Swatch, type SwatchLook } from './Swatch'

export type PointValue = { readonly name: string; readonly value: string; readonly look?: SwatchLook }
type CursorProps = {
  readonly label: string
  readonly index: number | null // the point that is read
  readonly count: number
  readonly newest: number // the point that is read first
  readonly title: string // of that point, or of the last one
  readonly values: readonly PointValue[]
  readonly onMove: (index: number | null) => void
  readonly children: ReactNode
}

/**
 * Reads a chart's points one by one: under the pointer, or by the keys of a slider (arrows, page up and down, home, end), which is also
 * how a screen reader reads them.
 */
export function ChartCursor({ label, index, count, newest, title, values, onMove, children }: CursorProps) {
  const read = `${title}: ${values.map(({ name, value }) => `${name} ${value}`).join(', ')}`
  const share = ((index ?? 0) + 0.5) / Math.max(1, count)
  const inner = `(100% - ${gutter.left + gutter.right}px)`
  const pointAt = ({ clientX, currentTarget }: React.PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    const at = (clientX - left - gutter.left) / Math.max(1, width - gutter.left - gutter.right)
    onMove(at < 0 || at >= 1 ? null : Math.floor(at * count))
  }
  return (
    <div
      className="relative min-h-0 flex-1 rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus"
      onPointerMove={pointAt}
      // What the keyboard reads stays: the pointer only passed over it.
      onPointerLeave={({ currentTarget }) => !currentTarget.contains(document.activeElement) && onMove(null)}
    >
      {children}
      <input
        type="range"
        aria-label={`${label}, point by point`}
        aria-valuetext={read}
        className="sr-only"
        min={0}
        max={Math.max(0, count - 1)}
        value={index ?? Math.max(0, newest)}
        onChange={(event) => onMove(Number(event.target.value))}
        onFocus={() => onMove(index ?? Math.max(0, newest))}
        onBlur={() => onMove(null)}
      />
      {index !== null && values.length > 0 && (
        <>
          <span
            aria-hidden
            className="pointer-events-none absolute w-px forced-color-adjust-none bg-line-control forced-colors:bg-[CanvasText]"
            style={{ left: `calc(${gutter.left}px + ${inner} * ${share})`, top: gutter.top, bottom: gutter.bottom }}
          />
          <div
            aria-hidden
            className="tn pointer-events-none absolute z-10 rounded-lg bg-raised px-2.5 py-1.5 text-2xs whitespace-nowrap shadow-2 forced-colors:border"
            style={{
              left: `calc(${gutter.left}px + ${inner} * ${share})`,
              top: gutter.top,
              transform: share > 0.5 ? 'translateX(calc(-100% - 8px))' : 'translateX(8px)',
            }}
          >
            <div className="pb-0.5 font-medium">{title}</div>
            {values.map(({ name, value, look }) => (
              <div key={name} className="flex items-center gap-1.5 text-ink-2">
                {look && <Swatch look={look} />}
                <span>{name}</span>
                <span className="ml-auto pl-3 text-ink">{value}</span>
              </div>
            ))}
          </div>
        </>
      )}
    </div>
  )
}
