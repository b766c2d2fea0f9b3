import { useEffect, useState } from 'react'
import type { RowProgress, Verification } from '#shared/receipt'
import type { BatchId } from '#shared/task'
import { bridge } from '../../bridge'
import { counted } from '../../format'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'

type Doing = 'nothing' | 'exporting' | 'verifying'

/** Exports and verifies one batch. Leaving stops a check that still runs. */
export function useReceipt(batchId: BatchId) {
  const [doing, setDoing] = useState<Doing>('nothing')
  const [progress, setProgress] = useState<RowProgress | null>(null)
  const [outcome, setOutcome] = useState<Verification | null>(null)
  useEffect(() => bridge.on('verifying', (now) => now.batchId === batchId && setProgress(now)), [batchId])
  useEffect(() => () => void bridge.stopVerifying({}), [])

  return {
    ...{ doing, progress, outcome },
    async exportReceipt() {
      setDoing('exporting')
      const written = await ask('exportReceipt', { batchId }, { failed: 'No receipt was written' })
      setDoing('nothing')
      if (!written) return
      const detail = `${counted(written.tasks, 'task')} in ${written.file}. Keep it away from this computer.`
      useStore.getState().toast({ kind: 'done', title: 'Receipt exported', detail })
    },
    /** compare: with a receipt that the person picks. */
    async verify(compare: boolean) {
      setDoing('verifying')
      setOutcome(null)
      setProgress(null)
      setOutcome(await ask('verifyBatch', { batchId, compare }, { failed: 'The batch was not verified' }))
      setDoing('nothing')
    },
    stop: () => void bridge.stopVerifying({}),
  }
}
