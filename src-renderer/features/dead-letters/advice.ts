import { type Advice, adviceOf, type ProposalKind } from '#shared/advice'
import type { DeadGroup } from '#shared/overview'
import { practiceProviderId } from '#shared/provider'
import { formatCount } from '../../format'
import type { IconName } from '../../ui/Icon'
import { countIn, type Section } from './use-groups'

/** What a group is and what to do, of the letters that a section shows. */
export const adviceIn = (group: DeadGroup, section: Section): Advice =>
  adviceOf({ ...group, count: countIn(group, section), again: againIn(group) })

/** How many died of it again after a requeue; where some are put away, nobody counts which. */
export const againIn = ({ again, snoozed = 0 }: DeadGroup): number => (snoozed > 0 ? 0 : again)

/**
 * The one thing that is offered first. With one letter alone there is nothing to try before it, and the built-in provider has nothing to be
 * set: then it is the next thing that helps.
 */
export function proposalFor(group: DeadGroup): ProposalKind {
  const isOne = countIn(group, 'open') === 1
  const { proposals } = adviceOf(group)
  const can = proposals.filter(({ kind }) => kind !== 'open_provider' || hasSettings(group))
  const first = can[0]?.kind ?? 'requeue'
  return first === 'probe' && isOne ? 'requeue' : first
}

const hasSettings = ({ providerId }: DeadGroup): boolean => providerId !== null && providerId !== practiceProviderId

/** Its button: the result and the number. */
export function proposalWords(kind: ProposalKind, count: number): { readonly label: string; readonly icon: IconName } {
  const n = formatCount(count)
  const isOne = count === 1
  switch (kind) {
    case 'open_provider':
      return { label: 'Open its provider', icon: 'key' }
    case 'requeue':
      return { label: isOne ? 'Requeue it' : `Requeue all ${n}`, icon: 'requeue' }
    case 'probe':
      return { label: 'Probe one', icon: 'practice' }
    case 'longer_limit':
      return { label: 'Give them more time', icon: 'limits' }
    case 'raise_output':
      return { label: 'Allow longer answers', icon: 'limits' }
    case 'edit':
      return { label: isOne ? 'Edit the prompt' : `Edit ${n} prompts`, icon: 'edit' }
    case 'shorten':
      return { label: isOne ? 'Shorten the prompt' : `Shorten ${n} prompts`, icon: 'edit' }
    case 'other_model':
      return { label: 'Choose another model', icon: 'move-lane' }
    case 'requeue_needed':
      return { label: 'See what it needs', icon: 'needs' }
    case 'discard':
      return { label: `Discard ${n}`, icon: 'discard' }
  }
}
