import type { BulkId } from '#shared/bulk'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { Sheet } from '../../ui/Sheet'
import { ActionRow } from './ActionRow'
import { useActions } from './use-actions'

/** What was done to letters today, to go on with what was cut off, to see what was left out, and to take it back. */
export function ActionsSheet() {
  const asked = useStore((store) => store.letterActions)
  return asked && <OpenSheet shown={asked.shown} />
}

function OpenSheet({ shown }: { readonly shown: BulkId | null }) {
  const closeSheets = useStore((store) => store.closeSheets)
  const actions = useActions()?.filter(({ state }) => state !== 'planned' && state !== 'freezing')
  return (
    <Sheet
      title="What was done"
      open
      onClose={closeSheets}
      width={640}
      losesNothing
      subtitle="to more than one letter, in the last 24 hours"
      footer={
        <>
          <span className="flex-1" />
          <Button keys="Esc" look="ghost" onClick={closeSheets}>
            Close
          </Button>
        </>
      }
    >
      {actions?.length === 0 && (
        <div className="h-56">
          <EmptyState title="Nothing yet.">
            What you requeue, edit, discard or put away together is listed here, and can be taken back.
          </EmptyState>
        </div>
      )}
      {actions && actions.length > 0 && (
        <ul aria-label="Actions" className="py-1">
          {actions.map((action) => (
            <ActionRow key={action.id} action={action} startsOpen={action.id === shown} />
          ))}
        </ul>
      )}
    </Sheet>
  )
}
