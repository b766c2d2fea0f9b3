import { useStore } from '../../state/store'
import { MenuItem } from '../../ui/Menu'
import type { BatchPart } from './BatchMenu'

/** To the answers of its variants beside each other. */
export const CompareItem: BatchPart = ({ batch: { id, variants } }) =>
  variants === undefined ? null : (
    <MenuItem icon="compare" onClick={() => useStore.getState().openCompare(id)}>
      Compare…
    </MenuItem>
  )
CompareItem.displayName = 'CompareItem'
