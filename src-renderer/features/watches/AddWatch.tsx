import type { WatchView } from '#shared/watch'
import { Button } from '../../ui/Button'
import { useWatchForm } from './use-watch-form'
import { WatchForm } from './WatchForm'

type AddWatchProps = { readonly onSaved: (saved: WatchView) => void; readonly onCancel: () => void }

/** A folder that is not watched yet. */
export function AddWatch({ onSaved, onCancel }: AddWatchProps) {
  const form = useWatchForm(null, onSaved)
  return (
    <div className="mb-3 rounded-lg border border-line-strong bg-surface px-4 pt-3.5 pb-4">
      <b className="mb-3 block font-semibold">Watch a folder</b>
      <WatchForm form={form} label="Watch a folder">
        <Button look="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </WatchForm>
    </div>
  )
}
