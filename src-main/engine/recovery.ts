import type { EpochMs } from '#shared/task'
import type { EngineStore } from './ports'

/** What the last process left behind, now put right. */
export type Recovered = {
  readonly requeued: number
  readonly mayHaveBeenBilled: number
  readonly lastSeenAt: EpochMs | null
}

/** At start, before new work: what was running when the process died is lost, spends no retry and is queued again. */
export async function recover(
  store: Pick<EngineStore, 'leftRunning' | 'settle' | 'stagingBatches' | 'dropStaged'>,
  now: EpochMs,
): Promise<Recovered> {
  const left = store.leftRunning()
  const settled = left.map(({ id, attempt, task, last }) => {
    const progress = last?.progress ?? 'claimed'
    const next = { retriesUsed: task?.retriesUsed ?? 0, state: { kind: 'queued' as const } }
    const end = { outcome: { kind: 'lost' as const }, endedAt: null, progress, wait: null, firstByteMs: null }
    return store.settle({ taskId: id, attempt, next, ...end, mayHaveBeenBilled: progress !== 'claimed' }, now)
  })
  await Promise.all(settled) // one turn, so one transaction
  for (const batchId of store.stagingBatches()) await store.dropStaged(batchId)
  return {
    requeued: left.length,
    mayHaveBeenBilled: left.filter(({ last }) => last && last.progress !== 'claimed').length,
    lastSeenAt: left.reduce<EpochMs | null>((latest, { last }) => Math.max(latest ?? 0, last?.startedAt ?? 0), null),
  }
}
