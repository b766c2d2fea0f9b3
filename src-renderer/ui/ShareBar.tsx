import { formatPercent } from '../format'

/** How much of one thing is done: share from 0 to 1. */
export function ShareBar({ label, share }: { readonly label: string; readonly share: number }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
      aria-valuetext={formatPercent(share, 1)}
      className="h-1.5 w-40 shrink-0 overflow-hidden rounded-[3px] bg-line"
    >
      <span data-fill className="block h-full bg-ink-2" style={{ width: `${share * 100}%` }} />
    </div>
  )
}
