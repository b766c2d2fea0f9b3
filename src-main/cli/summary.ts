import { type Counts, settled, total } from '#shared/batch'
import type { BatchId } from '#shared/task'
import { sumCounts } from '#store/counts'
import type { Store } from '#store/store'
import { dollars } from './dollars'

/** What became of a batch. attempts = succeeded - cached + dead + cancelled after a try + rateLimited + retries + held + lost, once nothing
 *  runs. */
export type Summary = {
  readonly total: number
  readonly succeeded: number
  readonly cached: number // of those, answered by what the store had for the same request, without a call
  readonly dead: number
  readonly cancelled: number
  readonly waiting: number // not brought to an end: the run was stopped, or a person is needed first
  readonly attempts: number
  readonly rateLimited: number
  readonly retries: number
  readonly held: number // spent nothing: the provider was out, or refused the key
  readonly lost: number // the process ended during the call
  readonly cost: number // nano-dollars of what was answered
  readonly unansweredCost: number // at most, of attempts that were sent and never answered
  readonly unpriced: number // answered attempts whose price is not known
  readonly mayHaveBeenBilled: number // attempts that were sent and never answered
  readonly elapsedMs: number
}

export function countsOf(store: Store, batchId: BatchId): Counts {
  return sumCounts(store.counts.all().filter((row) => row.batchId === batchId))
}

export function summarise(store: Store, batchId: BatchId, elapsedMs: number): Summary {
  const counts = countsOf(store, batchId)
  const { succeeded, dead, cancelled } = counts
  const all = total(counts)
  return {
    total: all,
    succeeded,
    cached: store.report.cached(batchId),
    dead,
    cancelled,
    waiting: all - settled(counts),
    ...store.report.sums(batchId),
    elapsedMs,
  }
}

/** 0 when every prompt has its result. */
export const exitCode = ({ total: all, succeeded }: Summary): 0 | 2 => (succeeded === all ? 0 : 2)

export function inWords(summary: Summary): string {
  const { total: all, succeeded, cached, dead, cancelled, waiting, attempts, rateLimited, retries, elapsedMs } = summary
  const parts = [`${succeeded} of ${all} ${all === 1 ? 'prompt' : 'prompts'} succeeded`]
  if (cached > 0) parts.push(`${cached} of them with a stored answer`)
  if (dead > 0) parts.push(`${dead} dead letter${dead === 1 ? '' : 's'}`)
  if (cancelled > 0) parts.push(`${cancelled} cancelled`)
  if (waiting > 0) parts.push(`${waiting} still waiting`)
  const billed = summary.mayHaveBeenBilled
  const unanswered =
    billed === 0
      ? ''
      : ` ${billed} attempt${billed === 1 ? ' was' : 's were'} sent and never answered, and may have been billed.`
  return `${parts.join(', ')}. ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ${retries} ${retries === 1 ? 'retry' : 'retries'}, ${rateLimited} rate-limited, ${(elapsedMs / 1000).toFixed(1)} s.${unanswered}${costWords(summary)}`
}

/** '' where nothing was paid. */
function costWords({ cost, unansweredCost, unpriced }: Summary): string {
  const paid = cost > 0 ? ` They cost $${dollars(cost)}.` : ''
  const perhaps = unansweredCost > 0 ? ` What was never answered cost $${dollars(unansweredCost)} at most.` : ''
  const unknown =
    unpriced > 0 ? ` What ${unpriced} of the answers cost is not known: their model has no price here.` : ''
  return `${paid}${perhaps}${unknown}`
}
