import type { EpochMs, TaskId } from '#shared/task'
import type { EngineStore, Orphan, PastBoot, Settlement } from './ports'

/** A task that was alone in flight at so many crashes within so long is set aside: it is likely what kills the process. */
const strikesAllowed = 3
const strikesWithinMs = 72 * 60 * 60 * 1000
/** So many starts in a row that died within a minute, and the next one starts nothing by itself. */
const shortLivedStarts = 3

/** What the last process left behind, now put right. */
export type Recovered = {
  readonly requeued: number
  readonly mayHaveBeenBilled: number
  readonly poisoned: number
  readonly lastSeenAt: EpochMs | null
  /** What was in flight when the process died of itself: to be run one at a time. */
  readonly suspects: readonly TaskId[]
  readonly safeMode: boolean
}

type RecoveryStore = Pick<
  EngineStore,
  | 'beginBoot'
  | 'leftRunning'
  | 'settle'
  | 'strike'
  | 'strikesSince'
  | 'loadSuspects'
  | 'saveSuspects'
  | 'stagingBatches'
  | 'dropStaged'
  | 'mergingBatches'
  | 'mergeOn'
>

/**
 * At start, before new work: what was running when the process died is lost, spends no retry and is queued again.
 * @param machine tells one run of the machine from the next: what a power cut stopped is under no suspicion
 */
export async function recover(
  store: RecoveryStore,
  { bootId, machine, now }: { bootId: string; machine: string; now: EpochMs },
): Promise<Recovered> {
  const past = await store.beginBoot(bootId, machine, now)
  const left = store.leftRunning()
  const flown = left.filter(({ progress, bootEnded }) => progress !== 'claimed' && bootEnded === 'crashed')
  const alone = flown.length === 1 ? flown[0]?.id : undefined
  const struckOut = alone !== undefined && store.strikesSince(alone, now - strikesWithinMs) + 1 >= strikesAllowed
  const poisoned = struckOut ? alone : null
  const suspects = [...new Set([...store.loadSuspects(), ...flown.map(({ id }) => id)])].filter((id) => id !== poisoned)
  // One turn, so one transaction: a crash in here must neither strike twice nor forget a suspect.
  await Promise.all([
    ...left.map((orphan) => store.settle(lost(orphan, poisoned === orphan.id, now), now)),
    alone === undefined ? undefined : store.strike(alone, now),
    flown.length > 0 ? store.saveSuspects(suspects) : undefined,
  ])
  for (const batchId of store.stagingBatches()) await store.dropStaged(batchId)
  for (const batchId of store.mergingBatches()) await store.mergeOn(batchId)
  return {
    requeued: left.length - (poisoned === null ? 0 : 1),
    mayHaveBeenBilled: left.filter(({ progress }) => progress !== 'claimed').length,
    poisoned: poisoned === null ? 0 : 1,
    lastSeenAt: left.reduce<EpochMs | null>((latest, { startedAt }) => Math.max(latest ?? 0, startedAt), null),
    suspects,
    safeMode: diedYoung(past),
  }
}

function lost({ progress, retriesUsed, bootEnded: _, ...task }: Orphan, poison: boolean, now: EpochMs): Settlement {
  const message = `It was alone in flight each of the last ${strikesAllowed} times that Trilane died. It is set aside so that the rest can go on.`
  const failure = { code: 'poison' as const, status: null, providerCode: null, message, requestId: null }
  return {
    task,
    outcome: { kind: 'lost' },
    next: { retriesUsed, state: poison ? { kind: 'dead', settledAt: now, failure } : { kind: 'queued' } },
    ...{ endedAt: null, progress, wait: null, firstByteMs: null, mayHaveBeenBilled: progress !== 'claimed' },
  }
}

const diedYoung = (past: readonly PastBoot[]): boolean =>
  past.length >= shortLivedStarts &&
  past.slice(0, shortLivedStarts).every(({ ended, stable }) => ended === 'crashed' && !stable)
