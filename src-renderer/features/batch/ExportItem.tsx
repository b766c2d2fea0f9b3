import { useStore } from '../../state/store'
import { MenuItem } from '../../ui/Menu'
import type { BatchPart } from './BatchMenu'

/** Its results as a file. */
export const ExportItem: BatchPart = ({ batch }) => (
  <MenuItem
    icon="export"
    onClick={() => useStore.getState().openExport({ source: { batchId: batch.id }, name: batch.name })}
  >
    Export…
  </MenuItem>
)
ExportItem.displayName = 'ExportItem'
