import type { DeadGroup } from '#shared/overview'
import { useProvidedActions } from '../../actions/provided'
import { useStore } from '../../state/store'
import { IconButton } from '../../ui/IconButton'
import { matchOfGroup } from './rule-draft'

/** From a group to a rule for such letters, with what they have in common filled in; in the palette as well. */
export function GroupRule({ group }: { readonly group: DeadGroup }) {
  const openRules = useStore((store) => store.openRules)
  const make = () => openRules({ at: 'form', ruleId: null, match: matchOfGroup(group) })
  useProvidedActions([
    {
      ...{ id: 'group-rule', group: 'do', title: 'Make a rule of this group', icon: 'rules', leaves: true },
      ...{ words: 'dead letter automatic', run: make },
    },
  ])
  return <IconButton icon="rules" size="sm" label="Make a rule of this" onClick={make} />
}
