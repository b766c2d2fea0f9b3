const pitch = 3

type BarsProps = {
  readonly bars: readonly number[]
  readonly height: number // px
  readonly fill: string
  readonly name: string // what it shows, in words
  readonly lastStandsOut?: boolean // it is still going on
}

/** A bar for each span of time, the oldest left; a span with nothing in it has a dash. */
export function Bars({ bars, height, fill, name, lastStandsOut = false }: BarsProps) {
  const most = Math.max(1, ...bars)
  const width = bars.length * pitch
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={name}>
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
            fill={bar === 0 ? 'var(--line-strong)' : fill}
            opacity={lastStandsOut && bar > 0 && index < bars.length - 1 ? 0.72 : 1}
          />
        )
      })}
    </svg>
  )
}
