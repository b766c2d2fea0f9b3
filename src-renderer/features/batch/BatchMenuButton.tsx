import type { Batch } from '#shared/batch'
import { IconButton } from '../../ui/IconButton'
import { BatchMenu } from './BatchMenu'

type BatchMenuButtonProps = { readonly batch: Batch; readonly align?: 'start' | 'end' }

/** Opens the menu of a batch. */
export function BatchMenuButton({ batch, align = 'start' }: BatchMenuButtonProps) {
  return (
    <BatchMenu
      batch={batch}
      align={align}
      trigger={<IconButton icon="more" label={`Actions of ${batch.name}`} size="sm" />}
    />
  )
}
