import { formatPercent } from '../format'

export type Progress = {
  readonly total: number
  readonly done: number
  readonly fast: number // running, by lane
  readonly heavy: number
  readonly waiting: number
  readonly dead: number
}
type ProgressBarProps = { readonly label: string; readonly progress: Progress; readonly size?: 'thin' | 'thick' }

/** Done in ink, running in the lane's hue, waiting hatched, ready as the empty track, dead letters red at the far end. */
export function ProgressBar({ label, progress, size = 'thin' }: ProgressBarProps) {
  const { total, done, fast, heavy, waiting, dead } = progress
  const thick = size === 'thick'
  const parts = [
    { key: 'done', count: done, look: thick ? 'bg-ink-2' : 'bg-ink-3' },
    { key: 'fast', count: fast, look: 'bg-fast-fill' },
    { key: 'heavy', count: heavy, look: 'bg-heavy-fill' },
    { key: 'waiting', count: waiting, look: thick ? 'hatch-solid' : 'bg-wait-fill opacity-75' },
    { key: 'dead', count: dead, look: 'ml-auto bg-dead-fill' },
  ]
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      aria-valuetext={formatPercent(done, total)}
      className={`flex gap-px overflow-hidden bg-line ${thick ? 'h-1.5 rounded-[3px]' : 'h-[3px] rounded-[2px]'}`}
    >
      {total > 0 &&
        parts.map(({ key, count, look }) =>
          count > 0 ? (
            <span
              key={key}
              data-fill
              className={`h-full min-w-0.5 ${look}`}
              style={{ width: `${(count / total) * 100}%` }}
            />
          ) : null,
        )}
    </div>
  )
}
