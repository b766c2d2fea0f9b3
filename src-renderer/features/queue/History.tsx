const hues = { fast: 'var(--fast-fill)', heavy: 'var(--heavy-fill)', dead: 'var(--dead-fill)' }
const height = 22
const pitch = 3

type HistoryProps = { readonly bars: readonly number[]; readonly hue: keyof typeof hues }

/** Tasks brought to an end, a bar per quarter of a minute, the oldest left. The one in progress is the strongest. */
export function History({ bars, hue }: HistoryProps) {
  const most = Math.max(1, ...bars)
  const width = bars.length * pitch
  const ended = bars.reduce((sum, bar) => sum + bar, 0)
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${ended} in the last 7 minutes`}
    >
      {bars.map((bar, index) => {
        const tall = bar === 0 ? 1 : Math.max(2, (bar / most) * height)
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
            key={index}
            x={index * pitch}
            y={height - tall}
            width="2"
            height={tall}
            rx=".5"
            fill={bar === 0 ? 'var(--line-strong)' : hues[hue]}
            opacity={bar > 0 && index < bars.length - 1 ? 0.72 : 1}
          />
        )
      })}
    </svg>
  )
}
