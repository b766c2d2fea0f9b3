import { memo } from 'react'
import type { DeadGroup } from '#shared/overview'
import { formatAge, formatCount } from '../../format'
import { useStore } from '../../state/store'
import { useNow } from '../../use-now'
import { failureWords, fingerprint, statusWords } from './group-words'

type GroupListProps = { readonly chosen: string; readonly onChoose: (key: string) => void }
const none: readonly DeadGroup[] = []

/** The causes, the one with most letters first. One is always chosen; arrows choose the next. */
export function GroupList({ chosen, onChoose }: GroupListProps) {
  const groups = useStore((store) => store.overview?.deadGroups ?? none)
  const now = useNow()
  const newest = Math.max(...groups.map(({ lastAt }) => lastAt))
  const step = (by: number) => {
    const next = groups[groups.findIndex(({ key }) => key === chosen) + by]
    if (!next) return
    onChoose(next.key)
    document.getElementById(optionId(next.key))?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <div className="flex min-h-0 flex-col border-r border-line">
      <div className="flex shrink-0 justify-between gap-2 px-[18px] pt-2.5 pb-2 text-2xs font-medium text-ink-3">
        <span>By error</span>
        <span className="truncate">newest {formatAge(now - newest)} ago</span>
      </div>
      <div
        role="listbox"
        aria-label="Dead letter groups"
        aria-activedescendant={optionId(chosen)}
        tabIndex={0}
        onKeyDown={(event) => {
          const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
          if (by === undefined) return
          event.preventDefault()
          step(by)
        }}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto px-2 pb-2 -outline-offset-2"
      >
        {groups.map((group) => (
          <GroupItem key={group.key} group={group} isChosen={group.key === chosen} onChoose={onChoose} />
        ))}
      </div>
    </div>
  )
}

const optionId = (key: string): string => `dead-group-${key}`

type GroupItemProps = {
  readonly group: DeadGroup
  readonly isChosen: boolean
  readonly onChoose: (key: string) => void
}

const GroupItem = memo(function GroupItem({ group, isChosen, onChoose }: GroupItemProps) {
  const { title, forecast } = failureWords[group.code]
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it has the keys
    <div
      role="option"
      id={optionId(group.key)}
      aria-selected={isChosen}
      tabIndex={-1}
      onClick={() => onChoose(group.key)}
      className={`grid shrink-0 grid-cols-[minmax(0,1fr)_auto] gap-x-2.5 gap-y-0.5 rounded-[8px] px-2.5 pt-[9px] outline-none pb-2.5 text-xs text-ink-3 ${
        isChosen ? 'bg-selected' : 'hover:bg-hover'
      }`}
    >
      <span
        title={title}
        className={`truncate text-[13px]/[18px] text-ink ${isChosen ? 'font-semibold' : 'font-medium'}`}
      >
        {title}
      </span>
      <span className="tn text-right text-[17px]/[20px] font-medium tracking-[-0.016em] text-ink">
        {formatCount(group.count)}
      </span>
      <span title={fingerprint(group)} className="code truncate text-[11.5px]">
        {fingerprint(group)}
      </span>
      <span className="tn text-right">{statusWords(group)}</span>
      <span className={`col-span-2 ${forecast.likely ? 'font-medium text-ok' : ''}`}>{forecast.text}</span>
    </div>
  )
})
