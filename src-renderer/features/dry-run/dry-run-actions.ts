import type { BatchDryRun } from '#shared/dry-run'
import { counted } from '../../format'
import { ask } from '../../state/ask'
import { bulk } from '../../state/bulk'
import { useStore } from '../../state/store'

/** All the rest goes; whether it does. */
export async function releaseRest({ batchId, rest }: BatchDryRun): Promise<boolean> {
  const released = await ask('releaseDryRun', { batchId }, { failed: 'Nothing was released' })
  if (!released) return false
  const title = `Released ${counted(rest, 'task')}`
  useStore.getState().toast({ kind: 'done', title, detail: 'They take turns with everything else.' })
  return true
}

/** The rest is cancelled, which undo takes back; whether any was. */
export const letGo = ({ batchId }: BatchDryRun): Promise<boolean> =>
  bulk(
    'letGoDryRun',
    { batchId },
    {
      done: (count) => `Cancelled ${counted(count, 'task')}`,
      failed: 'Nothing was left to cancel',
      detail: 'What was answered stays.',
    },
  )
