import { setReuse } from '../../state/batch-actions'
import { useStore } from '../../state/store'
import { MenuItem, MenuLine, MenuSwitch } from '../../ui/Menu'
import type { BatchPart } from './BatchMenu'
import { isEnded } from './batch-state'

export const BatchRules: BatchPart = ({ batch }) => {
  const openBatch = useStore((store) => store.openBatch)
  return (
    <>
      {!isEnded(batch) && <MenuLine />}
      <MenuItem icon="rules" onClick={() => openBatch(batch.id, 'rules')}>
        Retry rules…
      </MenuItem>
    </>
  )
}

export const BatchBudget: BatchPart = ({ batch }) => {
  const openBatch = useStore((store) => store.openBatch)
  if (isEnded(batch)) return null
  return (
    <MenuItem icon="money" onClick={() => openBatch(batch.id, 'budget')}>
      Budget…
    </MenuItem>
  )
}

export const BatchAlertItem: BatchPart = ({ batch }) => {
  const openBatch = useStore((store) => store.openBatch)
  if (isEnded(batch)) return null
  return (
    <MenuItem icon="dead" onClick={() => openBatch(batch.id, 'alert')}>
      Alert of dead letters…
    </MenuItem>
  )
}

export const ReuseAnswers: BatchPart = ({ batch }) => (
  <MenuSwitch icon="reuse" checked={batch.options.reuse} onChange={(reuse) => void setReuse(batch, reuse)}>
    Reuse stored answers
  </MenuSwitch>
)

export const BatchWindows: BatchPart = ({ batch }) => {
  const openBatch = useStore((store) => store.openBatch)
  if (isEnded(batch)) return null
  return (
    <MenuItem icon="clock" onClick={() => openBatch(batch.id, 'windows')}>
      Run windows…
    </MenuItem>
  )
}
