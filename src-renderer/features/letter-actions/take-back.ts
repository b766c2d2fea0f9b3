import type { BulkAction } from '#shared/bulk'
import { bridge } from '../../bridge'
import { counted, formatCount } from '../../format'
import { useStore } from '../../state/store'

/** Puts back what has not moved on since. */
export async function takeBack({ id }: Pick<BulkAction, 'id'>): Promise<void> {
  const { toast } = useStore.getState()
  const result = await bridge.undoBulk({ id })
  if (!result.ok) {
    toast({ kind: 'error', title: 'This could not be undone', detail: result.error.message })
    return
  }
  const { undone, kept } = result.value
  const stayed =
    kept > 0 ? `${formatCount(kept)} changed meanwhile and ${kept === 1 ? 'stays as it is' : 'stay as they are'}.` : ''
  toast({ kind: 'info', title: `${counted(undone, 'letter')} put back as before`, detail: stayed })
}
