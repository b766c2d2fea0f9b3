import { useCallback, useEffect, useState } from 'react'
import type { BulkAction } from '#shared/bulk'
import { bridge } from '../../bridge'
import { ask } from '../../state/ask'

/** What was done to letters within a day, newest first; null until main has answered. It follows what is done meanwhile, in any window. */
export function useActions(): readonly BulkAction[] | null {
  const [actions, setActions] = useState<readonly BulkAction[] | null>(null)
  const load = useCallback(async () => {
    const all = await ask('listBulk', {}, { failed: 'The list of actions could not be read' })
    if (Array.isArray(all)) setActions(all)
  }, [])
  useEffect(() => {
    void load()
    return bridge.on('bulkAction', (told) => {
      setActions((known) => known?.map((each) => (each.id === told.id ? told : each)) ?? null)
      if (told.state !== 'running' && told.state !== 'undoing') void load()
    })
  }, [load])
  return actions
}
