import { useCallback, useEffect, useState } from 'react'
import type { Backup } from '#shared/startup'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { formatBytes } from '../import/format-bytes'

/** The copies of the data, newest first; null until main has answered. */
export function useBackups() {
  const [backups, setBackups] = useState<readonly Backup[] | null>(null)
  const [making, setMaking] = useState(false)
  const toast = useStore((store) => store.toast)

  const load = useCallback(async () => {
    const all = await ask('getBackups', {}, { failed: 'The backups could not be listed' })
    if (Array.isArray(all)) setBackups(all)
  }, [])
  useEffect(() => void load(), [load])

  async function backUp() {
    setMaking(true)
    const made = await ask('backUpNow', {}, { failed: 'No backup was made' })
    setMaking(false)
    if (made?.kind === 'made')
      toast({ kind: 'info', title: 'Backed up', detail: `${formatBytes(made.backup.bytes)}, checked to the last row.` })
    if (made?.kind === 'skipped') toast({ kind: 'info', title: 'No backup was made', detail: made.message })
    await load()
  }
  async function remove({ name }: Backup) {
    const left = await ask('deleteBackup', { name }, { failed: 'The backup was not deleted' })
    if (left) setBackups(left)
  }
  async function restore({ name }: Backup) {
    await ask('restoreBackup', { name }, { failed: 'Nothing was restored' })
  }
  return { backups, making, backUp, remove, restore }
}
