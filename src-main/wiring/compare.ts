import { type ComparedAnswer, type ComparedRow, longestCompared } from '#shared/contract/compare'
import type { CompareFilter, CompareProgress } from '#shared/rating'
import { promptOf } from '#shared/request'
import { CommandError } from '#shared/result'
import type { BatchId, TaskId } from '#shared/task'
import type { Variant } from '#shared/variant'
import { markOf, type StandingAnswer } from '#store/ratings'
import type { Store } from '#store/store'

type Reads = Pick<
  Store,
  'batches' | 'variants' | 'compared' | 'ratings' | 'sourceRows' | 'task' | 'results' | 'sentRequest'
>

/** A row under its variants, and how far a batch is compared. Reads one row at a time, whatever the batch has. */
export function comparison(store: Reads) {
  /** @throws CommandError not_found, wrong_state for one with fewer than two variants */
  function variantsOf(batchId: BatchId): Variant[] {
    const batch = store.batches.get(batchId)
    if (!batch?.open) throw new CommandError('not_found', 'This batch is not here any more.')
    const variants = store.variants.list(batchId)
    if (variants.length < 2)
      throw new CommandError(
        'wrong_state',
        `${batch.name} has one answer for each row, so there is nothing to compare. Import its file with several variants.`,
      )
    return variants
  }

  const progress = (batchId: BatchId, variants: readonly Variant[]): CompareProgress =>
    store.compared.progress(
      batchId,
      variants.map(({ variant }) => variant),
    )

  function answerOf({ taskId, variant, removed }: StandingAnswer): ComparedAnswer | null {
    const task = store.task(taskId as TaskId)
    if (!task) return null
    const result = store.results.get(task.id)
    const request = store.sentRequest(task.id, task.revision)
    const prompt = request ? promptOf(request) : null
    return {
      ...{ variant, taskId: task.id, state: task.state, model: task.model, removed },
      prompt: prompt && beginning(prompt),
      text: result ? beginning(result.text) : null,
      cut: (prompt?.length ?? 0) > longestCompared || (result?.text.length ?? 0) > longestCompared,
      ...{ embedding: result?.kind === 'embedding', cached: task.cached, attempts: task.attempts },
      ...{ answerMs: task.answerMs, tokensIn: task.tokensIn, tokensOut: task.tokensOut },
      cost: task.cost ?? (task.cached ? 0 : null),
    }
  }

  function rowOf(batchId: BatchId, row: number, filter: CompareFilter, variants: readonly Variant[]): ComparedRow {
    const standing = store.ratings.standing(batchId, row, row)
    const source = store.sourceRows.get(batchId, row)
    const so = progress(batchId, variants)
    return {
      ...{ row, before: store.compared.before(batchId, filter, row), of: store.compared.count(batchId, filter, so) },
      cells: source ? [...source.cells] : null,
      ...{ file: source?.file ?? null, line: source?.line ?? null },
      answers: standing.flatMap((answer) => answerOf(answer) ?? []),
      ...{ rating: store.ratings.of(batchId, row), mark: markOf(standing) },
      canRate: cannotRate(standing) === null,
    }
  }

  return { variantsOf, progress, rowOf }
}

/** Why a row cannot be rated; null where it can. */
export function cannotRate(standing: readonly StandingAnswer[]): string | null {
  if (standing.some(({ state }) => state !== 'succeeded' && state !== 'dead' && state !== 'cancelled'))
    return 'A variant of this row has not ended yet. What it answers would not be in the rating.'
  const answered = standing.filter(({ hash }) => hash !== null)
  if (answered.length >= 2 && answered.filter(({ removed }) => !removed).length < 2)
    return 'The answers of this row were removed to save space, as Settings say. They cannot be read any more.'
  if (answered.length < 2)
    return 'Fewer than two variants answered this row, so there is nothing to compare. A failure counts for itself.'
  return null
}

/** Not within a pair of surrogates. */
const beginning = (text: string) =>
  text.length <= longestCompared ? text : text.slice(0, longestCompared).toWellFormed()
