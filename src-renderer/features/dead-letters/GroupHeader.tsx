import type { ReactNode } from 'react'
import type { DeadGroup } from '#shared/overview'
import { counted } from '../../format'
import { Chip } from '../../ui/Chip'
import { Icon } from '../../ui/Icon'
import { failureWords, groupSentence, retriesUsedUp } from './group-words'

const laneTitles = { fast: 'Fast', heavy: 'Heavy' } as const

/** The cause in a title and its chips, with room for more at the end of the line. */
export function GroupTitle({ group, children }: { readonly group: DeadGroup; readonly children?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <h2 className="text-lg font-semibold">{failureWords[group.code].title}</h2>
      <Chip hue="dead">
        <span className="tn">{counted(group.count, 'letter')}</span>
      </Chip>
      {retriesUsedUp(group.code) && <Chip>retries used up</Chip>}
      {group.lanes.map((lane) => (
        <Chip key={lane} hue={lane}>
          <Icon name={lane} size={12} />
          {laneTitles[lane]}
        </Chip>
      ))}
      {children}
    </div>
  )
}

export function GroupHeader({ group, children }: { readonly group: DeadGroup; readonly children?: ReactNode }) {
  return (
    <div className="shrink-0 border-b border-line px-5 py-3.5">
      <GroupTitle group={group} />
      <p className="mt-[5px] max-w-[640px] leading-[19px] text-ink-2">{groupSentence(group)}</p>
      {children}
    </div>
  )
}
