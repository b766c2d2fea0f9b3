import { useStore } from '../../state/store'
import { MenuItem } from '../../ui/Menu'
import type { BatchPart } from './BatchMenu'

export const ReceiptItem: BatchPart = ({ batch }) => {
  const openReceipt = useStore((store) => store.openReceipt)
  return (
    <MenuItem icon="receipt" onClick={() => openReceipt(batch.id)}>
      Receipt…
    </MenuItem>
  )
}
