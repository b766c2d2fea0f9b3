import { createTriage } from '#engine/triage'
import type { BatchOptions } from '#shared/batch'
import type { EpochMs } from '#shared/task'
import type { Store, StoredBatch } from '#store/store'
import type { RunOptions } from './args'
import { dollars } from './dollars'
import { policyOf, policyWords } from './policy-options'

/**
 * Gives a batch that is there already what the command line asks for and it has otherwise. What is not named stays as it is.
 * @param startAt the moment of --at, epoch ms: nothing of a batch that has not begun starts sooner
 * @returns the options that changed something, as they were written
 */
export async function changeBatch(
  batch: StoredBatch,
  asked: RunOptions,
  startAt: EpochMs | undefined,
  store: Store,
): Promise<string[]> {
  const { id: batchId } = batch
  const changed: string[] = []

  const options: BatchOptions = {
    ...batch.options,
    reuse: batch.options.reuse || asked.reuse,
    ...(asked['half-price'] ? { halfPrice: true } : {}),
    policy: { ...batch.options.policy, ...policyOf(asked) },
    budget: asked.budget ?? batch.options.budget,
  }
  if (options.reuse !== batch.options.reuse) changed.push('--reuse')
  if (options.halfPrice !== batch.options.halfPrice) changed.push('--half-price')
  if (JSON.stringify(options.policy) !== JSON.stringify(batch.options.policy)) changed.push(...policyWords(asked))
  if (options.budget !== batch.options.budget) changed.push(`--budget ${dollars(options.budget ?? 0)}`)
  const priority = asked.priority ?? batch.priority
  if (priority !== batch.priority) changed.push(`--priority=${priority}`)
  if (changed.length > 0) await store.changeBatch(batchId, { options, priority })

  // No engine runs yet: nothing is called, and so nothing is to be aborted or woken.
  const still = { now: Date.now, cancelRunning: () => {}, hold: () => () => {}, wake: () => {} }
  const tasks = createTriage({ store: { ...store, list: store.views.list }, ...still })
  const { lane } = asked
  if (lane !== 'auto' && isLeftElsewhere(batchId, lane, store)) {
    const { done } = await tasks.change({ batchId }, { kind: 'lane', lane })
    if (done > 0) changed.push(`--lane ${lane}`)
  }
  if (startAt !== undefined) {
    const { done } = await tasks.change({ batchId }, { kind: 'start_at', at: startAt })
    if (done > 0) changed.push(`--at ${asked.at}`)
  }
  return changed
}

function isLeftElsewhere(batchId: StoredBatch['id'], wanted: string, store: Store): boolean {
  const ended = new Set<string>(['succeeded', 'dead', 'cancelled'])
  return store.counts.all().some((row) => row.batchId === batchId && row.lane !== wanted && !ended.has(row.state))
}
