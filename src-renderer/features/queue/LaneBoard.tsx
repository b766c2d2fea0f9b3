import { laneNames } from '#shared/lane'
import { useStore } from '../../state/store'
import { BoardSkeleton } from './BoardSkeleton'
import { DeadLane } from './DeadLane'
import { LaneRow } from './LaneRow'
import { LaneStrip } from './LaneStrip'

/** Three rows that share their columns, so that numbers compare downwards. */
export const boardColumns =
  'grid grid-cols-[136px_232px_42px_44px_72px_130px_57px_minmax(0,460px)] items-center gap-x-3 max-[1259px]:grid-cols-[136px_232px_42px_44px_72px_57px_minmax(0,460px)]'

/** The recent past leaves first, so that a gate's words stay readable. */
export const pastClass = 'max-[1259px]:hidden'

type LaneBoardProps = {
  readonly folded: boolean // into one line
  readonly firstRun: boolean
}

/** What runs, what waits, what needs a person: always in sight. */
export function LaneBoard({ folded, firstRun }: LaneBoardProps) {
  const known = useStore((store) => store.overview !== null)
  return (
    <section aria-label="Lanes" className="shrink-0 border-b border-line">
      {!known ? <BoardSkeleton folded={folded} /> : folded ? <LaneStrip /> : <Board firstRun={firstRun} />}
    </section>
  )
}

function Board({ firstRun }: { readonly firstRun: boolean }) {
  return (
    <div className="px-4 pt-[7px] pb-[3px]">
      <div className={`h-[18px] text-2xs font-medium whitespace-nowrap text-ink-3 ${boardColumns}`} aria-hidden>
        <span>Lane</span>
        <span>Slots</span>
        <span className="text-right">Running</span>
        <span className="text-right">Ready</span>
        <span className="text-right">Backing off</span>
        <span className={pastClass}>{!firstRun && 'Last 7 min'}</span>
        <span className="text-right">{!firstRun && 'Clear by'}</span>
        <span>{!firstRun && 'Gate'}</span>
      </div>
      {laneNames.map((name) => (
        <LaneRow key={name} name={name} firstRun={firstRun} />
      ))}
      <DeadLane firstRun={firstRun} />
    </div>
  )
}
