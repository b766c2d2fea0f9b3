import { memo } from 'react'
import type { DeadGroup } from '#shared/overview'
import { counted, formatAge, formatCount, formatDayTime, formatTime } from '../../format'
import { openLetters } from '../../state/open-letters'
import { useStore } from '../../state/store'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { useNow } from '../../use-now'
import { adviceIn, againIn } from './advice'
import { fingerprint, statusWords } from './group-words'
import { Trend } from './Trend'
import { countIn, type Section } from './use-groups'

type GroupListProps = {
  readonly groups: readonly DeadGroup[]
  readonly chosen: string | null
  readonly section: Section
  readonly onChoose: (key: string) => void
  readonly onSection: (section: Section) => void
  /** The pointer or the keyboard is among them, or left. */
  readonly onHeld: (held: boolean) => void
}

/** The causes, the one with most letters first. One is always chosen; arrows choose the next, and right goes to its letters. */
export function GroupList({ groups, chosen, section, onChoose, onSection, onHeld }: GroupListProps) {
  const now = useNow()
  const open = useStore(openLetters)
  const snoozed = useStore((store) => store.overview?.deadSnoozed ?? 0)
  const inAll = useStore((store) => store.overview?.deadGroupsInAll ?? 0)
  const sent = useStore((store) => store.overview?.deadGroups.length ?? 0)
  const newest = Math.max(...groups.map(({ lastAt }) => lastAt))
  const more = inAll - sent
  const goTo = (index: number) => {
    const next = groups[Math.max(0, Math.min(groups.length - 1, index))]
    if (!next) return
    onChoose(next.key)
    document.getElementById(optionId(next.key))?.scrollIntoView({ block: 'nearest' })
  }
  const place = groups.findIndex(({ key }) => key === chosen)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes where the pointer and the keyboard are
    <div
      data-dead-groups
      className="@container flex min-h-0 flex-col border-r border-line"
      onPointerEnter={() => onHeld(true)}
      onPointerLeave={(event) => onHeld(event.currentTarget.contains(document.activeElement))}
      onFocus={() => onHeld(true)}
      onBlur={(event) =>
        onHeld(event.currentTarget.contains(event.relatedTarget) || event.currentTarget.matches(':hover'))
      }
    >
      {snoozed > 0 || section === 'snoozed' ? (
        <div className="shrink-0 px-[18px] pt-2 pb-2">
          <SegmentedControl
            label="Which letters"
            value={section}
            segments={[
              { value: 'open', label: `Open ${formatCount(open)}` },
              { value: 'snoozed', label: `Snoozed ${formatCount(snoozed)}` },
            ]}
            onChange={onSection}
          />
        </div>
      ) : (
        <div className="flex shrink-0 justify-between gap-2 px-[18px] pt-2.5 pb-2 text-2xs font-medium text-ink-3">
          <span>By cause</span>
          {groups.length > 0 && <span className="truncate">newest {formatAge(now - newest)} ago</span>}
        </div>
      )}
      <div
        role="listbox"
        aria-label="Dead letter groups"
        aria-activedescendant={chosen === null ? undefined : optionId(chosen)}
        tabIndex={0}
        onKeyDown={(event) => {
          const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: groups.length - 1 }[event.key]
          if (to === undefined || event.shiftKey) return
          event.preventDefault()
          goTo(to)
        }}
        className="group/groups flex min-h-0 flex-1 flex-col gap-px overflow-y-auto px-2 pb-2 outline-none"
      >
        {groups.map((group) => (
          <GroupItem
            key={group.key}
            group={group}
            section={section}
            now={Math.floor(now / minute) * minute}
            isChosen={group.key === chosen}
            onChoose={onChoose}
          />
        ))}
      </div>
      {more > 0 && (
        <p className="shrink-0 border-t border-line px-[18px] py-2 text-xs text-ink-3">
          {counted(more, 'smaller group')} {more === 1 ? 'is' : 'are'} not shown.{' '}
          {more === 1 ? 'It comes' : 'They come'} up as these are dealt with.
        </p>
      )}
    </div>
  )
}

const minute = 60_000
const day = 24 * 60 * minute
/** Each for itself, not columns of a grid: a title must not be cut for the width of a time three lines below it. */
const line = 'flex min-w-0 justify-between gap-2.5'
const optionId = (key: string): string => `dead-group-${key}`

type GroupItemProps = {
  readonly group: DeadGroup
  readonly section: Section
  readonly now: number // to the minute, so that a second redraws none of them
  readonly isChosen: boolean
  readonly onChoose: (key: string) => void
}

const GroupItem = memo(function GroupItem({ group, section, now, isChosen, onChoose }: GroupItemProps) {
  const { title, forecast } = adviceIn(group, section)
  const { trend } = group
  const again = againIn(group)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it has the keys
    <div
      role="option"
      id={optionId(group.key)}
      aria-selected={isChosen}
      tabIndex={-1}
      onClick={() => onChoose(group.key)}
      className={`flex shrink-0 flex-col gap-y-0.5 rounded-[8px] px-2.5 pt-[9px] outline-none pb-2.5 text-xs text-ink-3 ${
        isChosen
          ? 'relative bg-selected before:absolute before:inset-y-2 before:left-0 before:w-0.5 before:rounded-full group-focus/groups:before:bg-ink'
          : 'hover:bg-hover'
      }`}
    >
      <span className={line}>
        <span
          title={title}
          className={`line-clamp-2 text-[13px]/[18px] text-ink ${isChosen ? 'font-semibold' : 'font-medium'}`}
        >
          {title}
        </span>
        <span className="tn text-[17px]/[20px] font-medium tracking-[-0.016em] text-ink">
          {formatCount(countIn(group, section))}
        </span>
      </span>
      <span className={line}>
        <span title={fingerprint(group)} className="code truncate text-[11.5px]">
          {fingerprint(group)}
        </span>
        <span className="tn whitespace-nowrap">{statusWords(group)}</span>
      </span>
      <span className={line}>
        <Where group={group} />
        {/* Which model it was matters more than when: in a narrow list the bars give way. */}
        <span className="hidden shrink-0 items-center @min-[280px]:flex">
          <Trend bars={trend} now={now} />
        </span>
      </span>
      <span className={line}>
        <span className={`truncate ${forecast.likely ? 'font-medium text-ok' : ''}`}>{forecast.text}</span>
        <Seen group={group} now={now} />
      </span>
      {again > 0 && forecast.kind !== 'again' && (
        <span className="truncate text-ink-2">{formatCount(again)} died of it again after a requeue</span>
      )}
    </div>
  )
})

/** Of which provider and model; where that makes no difference, the app itself. */
function Where({ group: { providerId, model } }: { readonly group: DeadGroup }) {
  const name = useStore((store) => store.overview?.providers.find(({ id }) => id === providerId)?.name)
  const words = [name ?? providerId, model].filter(Boolean).join(' · ')
  return (
    <span title={words} className="truncate">
      {words || 'Set aside by Trilane'}
    </span>
  )
}

/** First and last: '13:58–14:28', with the day where it was not within the last one. The last stays where there is little room. */
function Seen({ group: { firstAt, lastAt }, now }: { readonly group: DeadGroup; readonly now: number }) {
  const words = (at: number) => (now - at < day ? formatTime(at) : formatDayTime(at))
  return (
    <span className="tn text-right whitespace-nowrap">
      {words(firstAt) !== words(lastAt) && (
        <span className="hidden @min-[280px]:inline">
          {words(firstAt)}
          {'–'}
        </span>
      )}
      {words(lastAt)}
    </span>
  )
}
