import { useStore } from '../../state/store'
import { MenuItem } from '../../ui/Menu'
import type { BatchPart } from './BatchMenu'

/** To the answers of its first rows, while the rest waits. */
export const DryRunItem: BatchPart = ({ batch: { id, dryRun } }) =>
  dryRun ? (
    <MenuItem icon="practice" onClick={() => useStore.getState().openDryRun(id)}>
      Dry run…
    </MenuItem>
  ) : null
DryRunItem.displayName = 'DryRunItem'
