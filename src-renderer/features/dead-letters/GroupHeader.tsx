import type { ReactNode } from 'react'
import type { ProposalKind } from '#shared/advice'
import type { DeadGroup } from '#shared/overview'
import { counted, formatCount } from '../../format'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Icon } from '../../ui/Icon'
import { GroupRule } from '../rules/GroupRule'
import { adviceIn, againIn, proposalWords } from './advice'
import { retriesUsedUp } from './group-words'
import { countIn, type Section } from './use-groups'

const laneTitles = { fast: 'Fast', heavy: 'Heavy' } as const

type GroupTitleProps = {
  readonly group: DeadGroup
  readonly section?: Section
  readonly children?: ReactNode
}

/** The cause in a title and its chips, with room for more at the end of the line. */
export function GroupTitle({ group, section = 'open', children }: GroupTitleProps) {
  const again = againIn(group)
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <h2 className="text-lg font-semibold">{adviceIn(group, section).title}</h2>
      <Chip hue="dead">
        <span className="tn">{counted(countIn(group, section), 'letter')}</span>
      </Chip>
      {section === 'snoozed' && <Chip>snoozed</Chip>}
      {again > 0 ? (
        <Chip hue="outline" title="They were requeued, and died of the same cause again.">
          <span className="tn">
            {again === group.count ? 'died of it again' : `${formatCount(again)} died of it again`}
          </span>
        </Chip>
      ) : (
        retriesUsedUp(group.code) && <Chip>retries used up</Chip>
      )}
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

type GroupHeaderProps = {
  readonly group: DeadGroup
  readonly section: Section
  readonly proposal: ProposalKind | null // null: the steps below hold the one primary button
  readonly onPropose: () => void
  readonly children?: ReactNode
}

/** What happened, what to do, and the one thing that is proposed. */
export function GroupHeader({ group, section, proposal, onPropose, children }: GroupHeaderProps) {
  const { happened, todo } = adviceIn(group, section)
  const words = proposal && proposalWords(proposal, countIn(group, section))
  return (
    <div className="shrink-0 border-b border-line px-5 py-3.5">
      <GroupTitle group={group} section={section}>
        <GroupRule group={group} />
      </GroupTitle>
      <div className="mt-[5px] flex flex-wrap items-end gap-x-5 gap-y-2">
        <p className="max-w-[640px] min-w-0 flex-[1_1_320px] leading-[19px] text-ink-2">
          {happened} {todo}
        </p>
        {words && (
          <Button look="primary" icon={words.icon} keys="A" onClick={onPropose}>
            {words.label}
          </Button>
        )}
      </div>
      {children}
    </div>
  )
}
