import type { LaneName } from '#shared/lane'
import type { LiveSectionKey } from '#shared/view'
import { countdownIn, formatCount, formatUntil } from '../../format'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/Icon'
import { Ticking } from '../../ui/Ticking'
import { useNow, useRemaining } from '../../use-now'
import { fromWords } from '../windows/window-words'
import { useHoldingGate } from './use-holding-gate'
import { useLane, useLaneOpensAt, useLaneStill } from './use-lane'

const titles: Record<LiveSectionKey, string> = {
  running: 'Running',
  waiting: 'Waiting',
  next: 'Up next',
  finished: 'Just finished',
}

type LiveHeaderProps = {
  readonly section: LiveSectionKey
  readonly total: number
  readonly folded: boolean
  readonly first: boolean
  readonly onFold: (key: LiveSectionKey) => void
}

/** The title of a section of the Live tab; folds it. */
export function LiveHeader({ section, total, folded, first, onFold }: LiveHeaderProps) {
  return (
    <div className={first ? '' : 'mt-[3px] border-t border-line'}>
      <button
        type="button"
        aria-expanded={!folded}
        onClick={() => onFold(section)}
        className="flex h-[26px] w-full items-center gap-[7px] px-4 text-left text-xs text-ink-3 outline-offset-[-2px]"
      >
        <Icon name={folded ? 'right' : 'down'} size={12} className="mx-px" />
        <b className="shrink-0 font-semibold text-ink">{titles[section]}</b>
        <span className="tn">{formatCount(total)}</span>
        <span className="tn ml-auto min-w-0 truncate text-[11.5px]">
          {section === 'running' && <HeldSlots />}
          {section === 'waiting' && <NextDue />}
          {section === 'next' && <ByLane />}
        </span>
      </button>
    </div>
  )
}

/** Slots that stand empty because a gate is closed, and nothing else is ready for them. */
function HeldSlots() {
  const [fast, heavy] = [useHeldLane('fast'), useHeldLane('heavy')]
  const slots = useStore(({ overview }) =>
    (overview?.lanes ?? []).reduce((sum, { policy }) => sum + policy.concurrency, 0),
  )
  const held = (fast?.free ?? 0) + (heavy?.free ?? 0)
  if (held === 0) return null
  const names = new Set([fast, heavy].flatMap((lane) => lane?.gate ?? []))
  const [only] = names
  return `${formatCount(held)} of ${formatCount(slots)} slots held by ${names.size === 1 ? `the ${only} gate` : `${names.size} gates`}`
}

function useHeldLane(name: LaneName): { readonly free: number; readonly gate: string } | null {
  const lane = useLane(name)
  const gate = useHoldingGate(name)
  const still = useLaneStill(name)
  const shut = useLaneOpensAt(name) !== null
  if (!lane || !gate || lane.ready > 0 || still || shut) return null
  return { free: Math.max(0, lane.policy.concurrency - lane.slots.length), gate: gate.name }
}

function NextDue() {
  const at = useStore((store) =>
    (store.overview?.lanes ?? []).reduce<number | null>((soonest, { nextDueAt }) => {
      if (nextDueAt === null) return soonest
      return soonest === null ? nextDueAt : Math.min(soonest, nextDueAt)
    }, null),
  )
  const left = useRemaining(at)
  if (left === null || at === null) return null
  return <Ticking spoken={`next one at ${formatUntil(at)}`}>next one {countdownIn(left, 'is due')}</Ticking>
}

function ByLane() {
  const all = useStore((store) => store.batchId === null)
  const now = useNow()
  const words = useStore(
    (store) =>
      store.overview?.lanes
        .flatMap(({ name, ready, opensAt }) => {
          if (ready === 0) return []
          const from = opensAt !== null && opensAt > now ? ` ${fromWords(opensAt, now)}` : ''
          return [`${formatCount(ready)} ${name}${from}`]
        })
        .join(', ') ?? '',
  )
  return all ? words : null
}
