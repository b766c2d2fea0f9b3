export type Glyph =
  | 'waiting'
  | 'queued'
  | 'paused'
  | 'shut'
  | 'scheduled'
  | 'running'
  | 'backing_off'
  | 'held'
  | 'succeeded'
  | 'dead'
  | 'cancelled'

const names: Record<Glyph, string> = {
  waiting: 'Waits for other tasks',
  queued: 'Queued',
  paused: 'Paused',
  shut: 'Outside its run window',
  scheduled: 'Scheduled',
  running: 'Running',
  backing_off: 'Backing off',
  held: 'Held by a rate limit',
  succeeded: 'Succeeded',
  dead: 'Dead letter',
  cancelled: 'Cancelled',
}

type StateGlyphProps = {
  readonly glyph: Glyph
  readonly lane?: 'fast' | 'heavy' // of what runs
  readonly left?: number // of a backoff, 1 down to 0
  readonly label?: string
  readonly size?: number
}
const pie = 2 * Math.PI * 1.6

/** A task's state as a shape of its own, with its name for those who do not see it. */
export function StateGlyph({ glyph, lane = 'fast', left = 1, label = names[glyph], size = 16 }: StateGlyphProps) {
  // It turns as a whole: what turns inside of a drawing is laid out and painted anew for every frame.
  const look = glyph === 'running' ? 'turning' : undefined
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" role="img" aria-label={label} fill="none" className={look}>
      {draw(glyph, `var(--${lane}-fill)`, Math.min(1, Math.max(0, left)))}
    </svg>
  )
}

const ring = (stroke: string) => <circle cx="8" cy="8" r="5.25" stroke={stroke} strokeWidth="1.5" />

const bars = (fill: string) => (
  <>
    <rect x="3.4" y="3.2" width="3" height="9.6" rx="1.1" fill={fill} />
    <rect x="9.6" y="3.2" width="3" height="9.6" rx="1.1" fill={fill} />
  </>
)

function draw(glyph: Glyph, hue: string, left: number) {
  switch (glyph) {
    case 'queued':
      return ring('var(--line-control)')
    case 'waiting':
      return <circle cx="8" cy="8" r="5.25" stroke="var(--ink-3)" strokeWidth="1.5" strokeDasharray="2.9 2.6" />
    case 'paused':
      return bars('var(--ink-3)')
    case 'shut':
      return (
        <>
          {ring('var(--line-control)')}
          <path d="M8 2.75a5.25 5.25 0 0 0 0 10.5z" fill="var(--ink-3)" />
        </>
      )
    case 'scheduled':
      return (
        <>
          {ring('var(--ink-2)')}
          <path
            d="M8 5.2V8l1.8 1.2"
            stroke="var(--ink-2)"
            strokeWidth="1.4"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </>
      )
    case 'running':
      return (
        <>
          <circle cx="8" cy="8" r="5.25" stroke={hue} strokeOpacity=".28" strokeWidth="2" />
          <circle
            cx="8"
            cy="8"
            r="5.25"
            stroke={hue}
            strokeWidth="2"
            strokeLinecap="round"
            strokeDasharray="11 22"
            strokeDashoffset="8.25"
          />
        </>
      )
    case 'backing_off':
      return (
        <>
          {ring('var(--wait-fill)')}
          <circle
            cx="8"
            cy="8"
            r="1.6"
            stroke="var(--wait-fill)"
            strokeWidth="3.2"
            strokeDasharray={`${(left * pie).toFixed(2)} 99`}
            transform="rotate(-90 8 8)"
          />
        </>
      )
    case 'held':
      return bars('var(--wait-fill)')
    case 'succeeded':
      return (
        <path
          d="M3.6 8.5l3 3 5.8-6.6"
          stroke="var(--ok)"
          strokeWidth="1.75"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )
    case 'dead':
      return (
        <>
          <circle cx="8" cy="8" r="6" fill="var(--dead-fill)" />
          <path d="M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2" stroke="var(--canvas)" strokeWidth="1.6" strokeLinecap="round" />
        </>
      )
    case 'cancelled':
      return (
        <>
          {ring('var(--line-control)')}
          <path d="M5 8h6" stroke="var(--ink-3)" strokeWidth="1.6" strokeLinecap="round" />
        </>
      )
  }
}

/** The pause bars of a closed gate, always amber. */
export function PauseBars({ size = 14 }: { readonly size?: number }) {
  return (
    <svg width={(size * 12) / 14} height={size} viewBox="0 0 12 14" aria-hidden="true">
      <rect x="1" y="1.5" width="3.3" height="11" rx="1.1" fill="var(--wait-fill)" />
      <rect x="7.4" y="1.5" width="3.3" height="11" rx="1.1" fill="var(--wait-fill)" />
    </svg>
  )
}
