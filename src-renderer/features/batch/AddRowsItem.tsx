import { MenuItem } from '../../ui/Menu'
import { addRows, takesRows } from './add-rows'
import type { BatchPart } from './BatchMenu'

/** More rows, asked as its own were. */
export const AddRowsItem: BatchPart = ({ batch }) =>
  takesRows(batch) ? (
    <MenuItem icon="new" onClick={() => void addRows(batch)}>
      Add rows…
    </MenuItem>
  ) : null
AddRowsItem.displayName = 'AddRowsItem'
