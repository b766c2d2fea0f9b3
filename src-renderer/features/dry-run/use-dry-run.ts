import { useEffect, useState } from 'react'
import type { DryRunDetail } from '#shared/dry-run'
import type { BatchId } from '#shared/task'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'

type Known = { readonly detail: DryRunDetail | null; readonly problem: string | null }

/** What the first rows of a batch came to; read again whenever something of it moved on. */
export function useDryRun(batchId: BatchId): Known {
  const [known, setKnown] = useState<Known>({ detail: null, problem: null })
  const counts = useStore(({ overview }) => overview?.batches.find(({ id }) => id === batchId)?.counts)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step of a task changes the counts of its batch
  useEffect(() => {
    let isLatest = true
    void bridge.getDryRun({ batchId }).then((result) => {
      if (!isLatest) return
      setKnown(({ detail }) =>
        result.ok ? { detail: result.value, problem: null } : { detail, problem: result.error.message },
      )
    })
    return () => {
      isLatest = false
    }
  }, [batchId, counts])
  return known
}
