import type { ReactNode } from 'react'
import { type LaneName, laneNames } from '#shared/lane'

type PolicyRowProps = {
  readonly title: string
  readonly tall?: boolean
  readonly children: (lane: LaneName) => ReactNode
}

export const policyGrid =
  'grid grid-cols-[118px_minmax(0,1fr)_minmax(0,1fr)] border-t border-line first:border-0 min-[1000px]:grid-cols-[124px_minmax(0,1fr)_minmax(0,1fr)]'

/** One rule of both lanes, side by side. */
export function PolicyRow({ title, tall = false, children }: PolicyRowProps) {
  return (
    <div className={`${policyGrid} ${tall ? 'min-h-10' : 'min-h-9'}`}>
      <span className="flex items-center bg-chrome px-3.5 text-xs text-ink-3">{title}</span>
      {laneNames.map((lane) => (
        <div
          key={lane}
          className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 border-l border-line px-3.5 py-1"
        >
          {children(lane)}
        </div>
      ))}
    </div>
  )
}
