import { useStore } from '../../state/store'
import { SegmentedControl } from '../../ui/SegmentedControl'

/** Whether the rows become a batch of their own, or go to the end of the one that was on screen. Not there where no batch was. */
export function WhereTo() {
  const importing = useStore((store) => store.importing)
  const importInto = useStore((store) => store.importInto)
  const offered = importing?.offered ?? null
  const batch = useStore(({ overview }) => overview?.batches.find(({ id }) => id === offered))
  if (!importing || offered === null || !batch) return null
  const name = batch.name.length > 40 ? `${batch.name.slice(0, 39)}…` : batch.name
  return (
    <div className="flex h-11 shrink-0 items-center gap-3 border-b border-line px-5 text-xs text-ink-3">
      <SegmentedControl
        label="Where the rows go"
        value={importing.into === null ? 'new' : 'into'}
        segments={[
          { value: 'new', label: 'A new batch' },
          { value: 'into', label: `Add to ${name}` },
        ]}
        onChange={(to) => importInto(to === 'new' ? null : offered)}
      />
    </div>
  )
}
