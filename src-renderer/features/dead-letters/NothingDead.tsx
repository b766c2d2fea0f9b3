import { counted } from '../../format'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import type { Section } from './use-groups'

type NothingDeadProps = {
  readonly section: Section
  readonly snoozed: number
  readonly onSection: (section: Section) => void
}

/** How many tasks a retry rescued is not among what main tells, so it is not said. */
export function NothingDead({ section, snoozed, onSection }: NothingDeadProps) {
  if (section === 'snoozed')
    return (
      <EmptyState title="No letter is put away.">
        S puts one away until a time; then it is back among the open ones.{' '}
        <Button size="sm" data-focus-home onClick={() => onSection('open')}>
          Back to the open ones
        </Button>
      </EmptyState>
    )
  return (
    <EmptyState title="Nothing needs you.">
      A prompt comes here when its retries are used up, or when another try could not help.
      {snoozed > 0 && (
        <div className="mt-2">
          <Button size="sm" data-focus-home onClick={() => onSection('snoozed')}>
            Show {counted(snoozed, 'snoozed letter')}
          </Button>
        </div>
      )}
    </EmptyState>
  )
}
