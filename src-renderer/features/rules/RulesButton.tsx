import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'

/** To the rules, where their letters are. */
export function RulesButton() {
  const openRules = useStore((store) => store.openRules)
  return (
    <Button icon="rules" onClick={() => openRules({ at: 'list' })}>
      Rules
    </Button>
  )
}
