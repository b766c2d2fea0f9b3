import type { BulkAction } from '#shared/bulk'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'
import { tellEnded } from '../dead-letters/action-toasts'

/** An action that stopped before its end, and what it did not reach. */
export const isUnfinished = ({ state, waiting }: BulkAction): boolean => state === 'stopped' && waiting > 0
export const canUndo = ({ state, done }: BulkAction): boolean => (state === 'done' || state === 'stopped') && done > 0

/** Does the rest. What it came to is told by a toast. */
export async function goOn({ id }: BulkAction): Promise<void> {
  const result = await bridge.runBulk({ id })
  if (result.ok) return tellEnded(result.value)
  useStore.getState().toast({ kind: 'error', title: 'The rest was not done', detail: result.error.message })
}
