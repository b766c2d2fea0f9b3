import type { LiveSectionKey } from '#shared/view'
import { formatCount, formatCountdown, formatUntil } from '../../format'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/Icon'
import { Ticking } from '../../ui/Ticking'
import { useNow, useRemaining } from '../../use-now'
import { fromWords } from '../windows/window-words'

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
        <b className="font-semibold text-ink">{titles[section]}</b>
        <span className="tn">{formatCount(total)}</span>
        <span className="tn ml-auto text-[11.5px]">
          {section === 'waiting' && <NextDue />}
          {section === 'next' && <ByLane />}
        </span>
      </button>
    </div>
  )
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
  return (
    <Ticking spoken={`next one at ${formatUntil(at)}`}>
      {left === 0 ? 'next one is due' : `next one in ${formatCountdown(left)}`}
    </Ticking>
  )
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
