import { EmptyState } from '../../ui/EmptyState'

/** How many tasks a retry rescued is not among what main tells, so it is not said. */
export function NothingDead() {
  return (
    <EmptyState title="Nothing needs you.">
      A prompt comes here when its retries are used up, or when another try could not help.
    </EmptyState>
  )
}
